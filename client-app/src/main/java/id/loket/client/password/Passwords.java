package id.loket.client.password;

import id.loket.client.limit.AttemptLimits;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.MailRequest;
import id.loket.client.mail.Mails;
import id.loket.client.secret.Digests;
import id.loket.client.secret.Token;
import id.loket.client.session.Sessions;
import id.loket.client.user.Users;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Changing passwords, and setting new ones in place of those that were forgotten. */
@Singleton
public class Passwords {
  private static final Duration ATTEMPTS_WINDOW = Duration.ofMinutes(15);

  private final Users users;
  private final Sessions sessions;
  private final ResetStore store;
  private final ResetConfig config;
  private final AttemptLimits limits;
  private final Mails mails;
  private final Pool pool;

  Passwords(
      Users users,
      Sessions sessions,
      ResetStore store,
      ResetConfig config,
      AttemptLimits limits,
      Mails mails,
      Pool pool) {
    this.users = users;
    this.sessions = sessions;
    this.store = store;
    this.config = config;
    this.limits = limits;
    this.mails = mails;
    this.pool = pool;
  }

  /**
   * Replaces a user's password, and ends all their other sessions.
   *
   * @param session the one that goes on
   * @return fails with {@code wrong-password} (403), {@code too-many-attempts} (429) or {@code
   *     invalid-input} for a weak new one
   */
  public Uni<Void> change(UUID userId, ChangePassword request, Optional<UUID> session) {
    String key = "password:" + userId;
    return limits
        .take(key, config.attempts(), ATTEMPTS_WINDOW)
        .chain(() -> users.requirePassword(userId, request.oldPassword()))
        .chain(() -> users.newHash(userId, request.password()))
        .chain(
            hash ->
                pool.withTransaction(
                    transaction ->
                        set(transaction, userId, hash)
                            .chain(() -> sessions.endAllBut(transaction, userId, session))))
        .chain(() -> limits.forget(key));
  }

  /**
   * Mails a link that sets a new password, if there is an account with that address.
   *
   * @param caller where the request comes from
   */
  public Uni<Void> requestReset(String email, String caller) {
    return limits
        .take(
            "password-reset-from:" + Digests.hex(Digests.of(caller)),
            config.perAddress(),
            config.window())
        .chain(
            () ->
                limits.take(
                    "password-reset:" + Digests.hex(Digests.ofEmail(email)),
                    config.perEmail(),
                    config.window()))
        .chain(() -> pool.withTransaction(transaction -> mailLink(transaction, email)));
  }

  private Uni<Void> mailLink(SqlClient transaction, String email) {
    return users
        .findVerified(transaction, email.strip())
        .chain(
            found ->
                found
                    .map(id -> MailRequest.to(id, MailKind.PASSWORD_RESET))
                    .map(request -> mails.request(transaction, request))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  /** Makes a token when its mail is written, so that it is never stored: only its digest is. */
  Uni<String> makeToken(UUID userId) {
    String token = Token.next();
    return store.add(token, userId, config.tokenLifetime()).replaceWith(token);
  }

  /**
   * Sets a new password by the token of a link. Whoever was signed in is signed out.
   *
   * @return fails with {@code reset-token-unknown} (404), {@code reset-token-expired} (410) or
   *     {@code invalid-input} for a weak password, which does not use the token up
   */
  public Uni<Void> reset(String token, String password) {
    return store
        .find(token)
        .map(found -> found.orElseThrow(() -> new Problem(PasswordProblems.UNKNOWN)))
        .invoke(
            found -> {
              if (found.expired()) {
                throw new Problem(PasswordProblems.EXPIRED);
              }
            })
        .chain(
            found ->
                users
                    .newHash(found.userId(), password)
                    .chain(
                        hash ->
                            pool.withTransaction(
                                transaction -> reset(transaction, token, found.userId(), hash))));
  }

  private Uni<Void> reset(SqlClient transaction, String token, UUID userId, String hash) {
    return store
        .useUp(transaction, token)
        .invoke(
            used -> {
              if (!used) {
                throw new Problem(PasswordProblems.UNKNOWN);
              }
            })
        .chain(() -> set(transaction, userId, hash))
        .chain(() -> sessions.endAll(transaction, userId));
  }

  /** A new password makes links to set another worthless, and its user is told. */
  private Uni<Void> set(SqlClient transaction, UUID userId, String hash) {
    return users
        .setPassword(transaction, userId, hash)
        .chain(() -> store.forget(transaction, userId))
        .chain(() -> mails.request(transaction, MailRequest.to(userId, MailKind.PASSWORD_CHANGED)));
  }

  /** Makes links mailed to an address worthless that is not the user's any more. */
  public Uni<Void> forgetLinks(SqlClient transaction, UUID userId) {
    return store.forget(transaction, userId);
  }
}
