package id.loket.client.factor;

import id.loket.client.limit.AttemptLimits;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.MailRequest;
import id.loket.client.mail.Mails;
import id.loket.client.secret.Digests;
import id.loket.client.user.Users;
import id.loket.kit.audit.Act;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.secret.SecretBox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;

/** Codes of authenticator apps, asked for beside the password. */
@Singleton
public class SecondFactors {
  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final int ATTEMPTS = 10;
  private static final int RECOVERY_CODES = 10;
  private static final int RECOVERY_CODE_LENGTH = 12;

  /** Without letters and digits that are mistaken for one another. */
  private static final String RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

  private final SecondFactorStore store;
  private final SecondFactorConfig config;
  private final Optional<SecretBox> box;
  private final Users users;
  private final AttemptLimits limits;
  private final Mails mails;
  private final AuditTrail audit;
  private final Pool pool;
  private final Clock clock;

  SecondFactors(
      SecondFactorStore store,
      SecondFactorConfig config,
      Users users,
      AttemptLimits limits,
      Mails mails,
      AuditTrail audit,
      Pool pool,
      Clock clock) {
    this.store = store;
    this.config = config;
    this.box = config.key().filter(key -> !key.isBlank()).map(SecretBox::of);
    this.users = users;
    this.limits = limits;
    this.mails = mails;
    this.audit = audit;
    this.pool = pool;
    this.clock = clock;
  }

  /** The roles given to somebody who signed in with a second factor, or without. */
  public Set<String> given(Set<String> roles, boolean withSecondFactor) {
    Set<String> given = new TreeSet<>(roles);
    if (!withSecondFactor) {
      config.obligatoryFor().ifPresent(given::removeAll);
    }
    return given;
  }

  /**
   * Asks for the second factor of somebody whose password was right.
   *
   * @param code of the app, or a recovery code; null when none was sent
   * @return whether there is one, which was right then; fails with {@code second-factor-required}
   *     or {@code wrong-code} (401)
   */
  public Uni<Boolean> require(UUID userId, String code) {
    return store
        .find(userId)
        .chain(
            found -> {
              if (found.filter(SecondFactorStore.Found::confirmed).isEmpty()) {
                return Uni.createFrom().item(false);
              }
              if (code == null || code.isBlank()) {
                throw new Problem(SecondFactorProblems.REQUIRED);
              }
              return use(userId, found.get(), code)
                  .invoke(
                      right -> {
                        if (!right) {
                          throw new Problem(SecondFactorProblems.WRONG_CODE);
                        }
                      });
            });
  }

  /** A new secret for an app, which counts once a code of it was sent ({@link #confirm}). */
  Uni<NewSecondFactor> offer(UUID userId, String password) {
    byte[] secret = Totp.newSecret();
    return limited(userId)
        .chain(() -> users.requirePassword(userId, password))
        .chain(() -> store.offer(userId, box().seal(userId, secret)))
        .invoke(
            offered -> {
              if (!offered) {
                throw new Problem(SecondFactorProblems.EXISTS);
              }
            })
        .map(offered -> NewSecondFactor.of(Totp.base32(secret), config.issuer(), userId));
  }

  /**
   * Codes are asked for from now on.
   *
   * @return the recovery codes, which are shown this once
   */
  Uni<RecoveryCodes> confirm(UUID userId, String code) {
    List<String> recovery =
        IntStream.range(0, RECOVERY_CODES).mapToObj(n -> newRecoveryCode()).toList();
    return limited(userId)
        .chain(() -> found(userId))
        .chain(
            found -> {
              if (found.confirmed()) {
                throw new Problem(SecondFactorProblems.EXISTS);
              }
              return useAppCode(userId, found, code);
            })
        .invoke(SecondFactors::requireRight)
        .chain(() -> confirmed(userId, recovery))
        .replaceWith(new RecoveryCodes(recovery));
  }

  private Uni<Void> confirmed(UUID userId, List<String> recovery) {
    return pool.withTransaction(
        transaction ->
            store
                .confirm(transaction, userId)
                .invoke(
                    first -> {
                      if (!first) {
                        throw new Problem(SecondFactorProblems.EXISTS);
                      }
                    })
                .chain(
                    () ->
                        store.addRecoveryCodes(
                            transaction,
                            userId,
                            recovery.stream().map(SecondFactors::digest).toList()))
                .chain(
                    () ->
                        mails.request(
                            transaction, MailRequest.to(userId, MailKind.SECOND_FACTOR_ADDED))));
  }

  /**
   * No code is asked for any more.
   *
   * @param code of the app, or a recovery code; empty when an administrator removes it for somebody
   *     who lost both
   */
  Uni<Void> remove(UUID userId, Optional<String> code) {
    return limited(userId)
        .chain(() -> found(userId))
        .chain(
            found ->
                code.map(text -> use(userId, found, text))
                    .orElseGet(() -> Uni.createFrom().item(true)))
        .invoke(SecondFactors::requireRight)
        .chain(
            () ->
                pool.withTransaction(
                    transaction ->
                        store
                            .remove(transaction, userId)
                            .chain(
                                () ->
                                    code.isPresent()
                                        ? Uni.createFrom().voidItem()
                                        : audit.record(
                                            transaction,
                                            Act.of("user.second-factor-removed", "user", userId)))
                            .chain(
                                () ->
                                    mails.request(
                                        transaction,
                                        MailRequest.to(userId, MailKind.SECOND_FACTOR_REMOVED)))));
  }

  private Uni<SecondFactorStore.Found> found(UUID userId) {
    return store
        .find(userId)
        .map(found -> found.orElseThrow(() -> new Problem(SecondFactorProblems.NOT_FOUND)));
  }

  private Uni<Boolean> use(UUID userId, SecondFactorStore.Found found, String code) {
    return useAppCode(userId, found, code)
        .chain(
            right ->
                right ? Uni.createFrom().item(true) : store.useRecoveryCode(userId, digest(code)));
  }

  /** Phones' clocks are not exact: the code before and the one after are good too, each once. */
  private Uni<Boolean> useAppCode(UUID userId, SecondFactorStore.Found found, String code) {
    byte[] secret = box().open(userId, found.secret());
    String digits = code.strip().replace(" ", "");
    long now = Totp.stepAt(clock.instant());
    for (long step = now - 1; step <= now + 1; step++) {
      if (Totp.code(secret, step).equals(digits)) {
        return store.useStep(pool, userId, step);
      }
    }
    return Uni.createFrom().item(false);
  }

  private Uni<Void> limited(UUID userId) {
    return limits.take("second-factor:" + userId, ATTEMPTS, WINDOW);
  }

  private SecretBox box() {
    return box.orElseThrow(() -> new Problem(ProblemType.UNAVAILABLE));
  }

  private static void requireRight(boolean right) {
    if (!right) {
      throw new Problem(SecondFactorProblems.REFUSED_CODE);
    }
  }

  private static String newRecoveryCode() {
    SecureRandom random = new SecureRandom();
    StringBuilder code = new StringBuilder();
    random
        .ints(RECOVERY_CODE_LENGTH, 0, RECOVERY_ALPHABET.length())
        .forEach(i -> code.append(RECOVERY_ALPHABET.charAt(i)));
    return code.insert(2 * RECOVERY_CODE_LENGTH / 3, '-')
        .insert(RECOVERY_CODE_LENGTH / 3, '-')
        .toString();
  }

  private static byte[] digest(String recoveryCode) {
    return Digests.of(recoveryCode.strip().toLowerCase(Locale.ROOT).replaceAll("[ -]", ""));
  }
}
