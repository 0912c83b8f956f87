package id.loket.client.verification;

import id.loket.client.limit.AttemptLimits;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.MailRequest;
import id.loket.client.mail.Mails;
import id.loket.client.secret.Digests;
import id.loket.client.secret.Token;
import id.loket.client.user.Users;
import id.loket.kit.event.Event;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Verifying that an e-mail address is the user's. */
@Singleton
public class Verifications {
  private final VerificationStore store;
  private final VerificationConfig config;
  private final Users users;
  private final Mails mails;
  private final AttemptLimits limits;
  private final Outbox outbox;
  private final OutboxRelay relay;
  private final Pool pool;

  Verifications(
      VerificationStore store,
      VerificationConfig config,
      Users users,
      Mails mails,
      AttemptLimits limits,
      Outbox outbox,
      OutboxRelay relay,
      Pool pool) {
    this.store = store;
    this.config = config;
    this.users = users;
    this.mails = mails;
    this.limits = limits;
    this.outbox = outbox;
    this.relay = relay;
    this.pool = pool;
  }

  /**
   * Makes a token for an address. Made when its mail is written, so that it is never stored: only
   * its digest is.
   */
  Uni<String> makeToken(UUID userId, String email) {
    String token = Token.next();
    return store.add(token, userId, email, config.tokenLifetime()).replaceWith(token);
  }

  /**
   * Verifies the address a token was mailed to. The same token again gives the same answer, for
   * people who click twice.
   */
  public Uni<Verified> verify(String token) {
    return pool.withTransaction(
            transaction ->
                store
                    .lock(transaction, token)
                    .map(
                        found -> found.orElseThrow(() -> new Problem(VerificationProblems.UNKNOWN)))
                    .call(found -> verify(transaction, token, found))
                    .map(found -> new Verified(found.userId(), true)))
        .invoke(relay::wake);
  }

  private Uni<Void> verify(SqlClient transaction, String token, VerificationStore.Found found) {
    return users
        .lockEmail(transaction, found.userId())
        .map(email -> email.filter(found::isFor))
        .invoke(
            email -> {
              if (email.isEmpty()) {
                throw new Problem(VerificationProblems.UNKNOWN);
              }
              if (found.expired() && !found.used()) {
                throw new Problem(VerificationProblems.EXPIRED);
              }
            })
        .chain(() -> found.used() ? nothing() : firstTime(transaction, token, found.userId()));
  }

  private Uni<Void> firstTime(SqlClient transaction, String token, UUID userId) {
    return store
        .useUp(transaction, token)
        .chain(() -> users.markVerified(transaction, userId))
        .chain(changed -> changed ? tell(transaction, userId) : nothing());
  }

  private Uni<Void> tell(SqlClient transaction, UUID userId) {
    Event verified =
        Event.now("user.verified", userId.toString(), "{\"userId\":\"" + userId + "\"}");
    return outbox
        .append(transaction, verified)
        .chain(() -> mails.request(transaction, MailRequest.to(userId, MailKind.VERIFIED)));
  }

  /**
   * Mails another link, if there is an unverified account with that address; the answer is the
   * same.
   */
  public Uni<Void> request(String email) {
    String key = "verification:" + Digests.hex(Digests.ofEmail(email));
    return limits
        .take(key, config.requests(), config.requestWindow())
        .chain(
            () ->
                pool.withTransaction(
                    transaction ->
                        users
                            .findUnverified(transaction, email)
                            .chain(
                                found ->
                                    found
                                        .map(userId -> mailAgain(transaction, userId))
                                        .orElseGet(Verifications::nothing))))
        .invoke(relay::wake);
  }

  private Uni<Void> mailAgain(SqlClient transaction, UUID userId) {
    return mails.request(transaction, MailRequest.to(userId, MailKind.VERIFICATION));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
