package id.loket.client.session;

import id.loket.client.limit.AttemptLimits;
import id.loket.client.limit.KnownAddresses;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.MailRequest;
import id.loket.client.mail.Mails;
import id.loket.client.secret.Digests;
import id.loket.client.user.Users;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * How often signing in may be tried: from an address to whatever accounts, to an account from an
 * address, on a field device, and to an account from wherever. The last one only makes wait, longer
 * and longer, and not whoever signed in from there before: strangers who guess cannot lock a user
 * out. The user is told of them, once a day.
 */
@Singleton
class SignInLimits {
  private static final Duration DAY = Duration.ofDays(1);

  private final AttemptLimits limits;
  private final KnownAddresses known;
  private final SessionConfig config;
  private final Users users;
  private final Mails mails;
  private final Pool pool;

  SignInLimits(
      AttemptLimits limits,
      KnownAddresses known,
      SessionConfig config,
      Users users,
      Mails mails,
      Pool pool) {
    this.limits = limits;
    this.known = known;
    this.config = config;
    this.users = users;
    this.mails = mails;
    this.pool = pool;
  }

  /**
   * An attempt that was counted.
   *
   * @param toAccount how many there were to the account today; 0 where those are not counted
   */
  record Attempt(String email, Origin origin, int toAccount) {}

  /** Counts an attempt; fails with {@code too-many-attempts} (429) when it may not be made. */
  Uni<Attempt> take(String email, Origin origin) {
    return limits
        .take(fromKey(origin), config.attemptsPerAddress(), config.attemptWindow())
        .chain(() -> takeOnDevice(origin.device()))
        .chain(
            () ->
                limits.take(
                    pairKey(email, origin), config.attemptsPerAccount(), config.attemptWindow()))
        .chain(() -> known.isKnown(pairKey(email, origin)))
        .chain(
            isKnown ->
                isKnown
                    ? Uni.createFrom().item(0)
                    : limits.takeOrPause(
                        toKey(email), config.attemptsBeforePauses(), DAY, config.longestPause()))
        .map(toAccount -> new Attempt(email, origin, toAccount));
  }

  private Uni<Void> takeOnDevice(Optional<UUID> device) {
    return device
        .map(id -> limits.take(deviceKey(id), config.attemptsPerDevice(), config.attemptWindow()))
        .orElseGet(SignInLimits::nothing);
  }

  /** It was the user: the attempt was no guess, and comes from where the user is. */
  Uni<Void> succeeded(Attempt attempt) {
    Origin origin = attempt.origin();
    return limits
        .forget(pairKey(attempt.email(), origin))
        .chain(() -> limits.giveBack(fromKey(origin)))
        .chain(
            () ->
                origin
                    .device()
                    .map(id -> limits.giveBack(deviceKey(id)))
                    .orElseGet(SignInLimits::nothing))
        .chain(() -> attempt.toAccount() == 0 ? nothing() : limits.giveBack(toKey(attempt.email())))
        .chain(() -> known.remember(pairKey(attempt.email(), origin)));
  }

  /** It was no guess, but did not succeed either. */
  Uni<Void> giveBack(Attempt attempt) {
    return limits
        .giveBack(fromKey(attempt.origin()))
        .chain(() -> limits.giveBack(pairKey(attempt.email(), attempt.origin())))
        .chain(
            () -> attempt.toAccount() == 0 ? nothing() : limits.giveBack(toKey(attempt.email())));
  }

  /** It was a guess: of the one with which pauses begin the user is told. */
  Uni<Void> failed(Attempt attempt) {
    return attempt.toAccount() == config.attemptsBeforePauses() ? warn(attempt.email()) : nothing();
  }

  private Uni<Void> warn(String email) {
    return pool.withTransaction(
        transaction ->
            users
                .findVerified(transaction, email)
                .chain(
                    found ->
                        found
                            .map(id -> MailRequest.to(id, MailKind.SIGN_IN_ATTEMPTS))
                            .map(request -> mails.request(transaction, request))
                            .orElseGet(SignInLimits::nothing)));
  }

  private static String fromKey(Origin origin) {
    return "sign-in-from:" + digest(origin.address());
  }

  private static String deviceKey(UUID device) {
    return "sign-in-on:" + digest(device.toString());
  }

  private static String pairKey(String email, Origin origin) {
    return "sign-in:" + digest(email + "|" + origin.place());
  }

  private static String toKey(String email) {
    return "sign-in-to:" + digest(email);
  }

  private static String digest(String text) {
    return Digests.hex(Digests.ofEmail(text));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
