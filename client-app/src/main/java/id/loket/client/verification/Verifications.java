package id.loket.client.verification;

import id.loket.client.mail.MailKind;
import id.loket.client.mail.MailRequest;
import id.loket.client.mail.Mails;
import id.loket.client.mail.Recipient;
import id.loket.client.secret.Token;
import id.loket.client.session.Sessions;
import id.loket.client.user.Registrations;
import id.loket.client.user.Users;
import id.loket.kit.event.Event;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Proving that an e-mail address is its user's: of a registration, which then is an account, or of
 * an account that is to have another address.
 */
@Singleton
public class Verifications {
  private final VerificationStore store;
  private final VerificationConfig config;
  private final Registrations registrations;
  private final EmailChanges emailChanges;
  private final Users users;
  private final Sessions sessions;
  private final Mails mails;
  private final Outbox outbox;
  private final OutboxRelay relay;
  private final Pool pool;

  Verifications(
      VerificationStore store,
      VerificationConfig config,
      Registrations registrations,
      EmailChanges emailChanges,
      Users users,
      Sessions sessions,
      Mails mails,
      Outbox outbox,
      OutboxRelay relay,
      Pool pool) {
    this.store = store;
    this.config = config;
    this.registrations = registrations;
    this.emailChanges = emailChanges;
    this.users = users;
    this.sessions = sessions;
    this.mails = mails;
    this.outbox = outbox;
    this.relay = relay;
    this.pool = pool;
  }

  /**
   * Makes a token for an address. Made when its mail is written, so that it is never stored: only
   * its digest is.
   */
  Uni<String> makeToken(UUID ownerId, String email) {
    String token = Token.next();
    return store.add(token, ownerId, email, config.tokenLifetime()).replaceWith(token);
  }

  /** Where the link of a registration, or of an account from before, is mailed to. */
  Uni<Optional<Recipient>> recipient(UUID ownerId) {
    return registrations
        .recipient(ownerId)
        .chain(
            found -> found.isPresent() ? Uni.createFrom().item(found) : users.recipient(ownerId));
  }

  /**
   * Proves the address a token was mailed to. The same token again gives the same answer, for
   * people who click twice.
   */
  public Uni<Verified> verify(String token) {
    return pool.withTransaction(
            transaction ->
                store
                    .lock(transaction, token)
                    .map(found -> found.orElseThrow(Verifications::unknown))
                    .chain(found -> verify(transaction, token, found)))
        .invoke(relay::wake);
  }

  private Uni<Verified> verify(SqlClient transaction, String token, VerificationStore.Found found) {
    if (found.expired() && !found.used()) {
      return Uni.createFrom().failure(new Problem(VerificationProblems.EXPIRED));
    }
    return (found.used()
            ? accountOf(transaction, found).replaceWith(found.ownerId())
            : firstTime(transaction, token, found))
        .map(userId -> new Verified(userId, true));
  }

  private Uni<UUID> firstTime(SqlClient transaction, String token, VerificationStore.Found found) {
    return registrations
        .lockEmail(transaction, found.ownerId())
        .chain(
            email ->
                email.isPresent()
                    ? complete(transaction, found.ownerId(), email.get())
                    : ofAccount(transaction, found))
        .call(userId -> store.useUp(transaction, token, userId));
  }

  private Uni<UUID> ofAccount(SqlClient transaction, VerificationStore.Found found) {
    return emailChanges
        .complete(transaction, found.ownerId())
        .chain(
            changed ->
                changed.isPresent()
                    ? Uni.createFrom().item(changed.get())
                    : markVerified(transaction, found));
  }

  private Uni<UUID> markVerified(SqlClient transaction, VerificationStore.Found found) {
    UUID userId = found.ownerId();
    return accountOf(transaction, found)
        .chain(() -> users.markVerified(transaction, userId))
        .call(changed -> changed ? tell(transaction, userId) : Uni.createFrom().voidItem())
        .replaceWith(userId);
  }

  private Uni<UUID> complete(SqlClient transaction, UUID registration, String email) {
    return registrations
        .complete(transaction, registration, email)
        .map(made -> made.orElseThrow(Verifications::unknown))
        // Somebody may have signed in to an account from before with an address that is not theirs.
        .call(userId -> sessions.endAll(transaction, userId))
        .call(userId -> tell(transaction, userId));
  }

  private Uni<String> accountOf(SqlClient transaction, VerificationStore.Found found) {
    return users
        .lockEmail(transaction, found.ownerId())
        .map(email -> email.filter(found::isFor).orElseThrow(Verifications::unknown));
  }

  private Uni<Void> tell(SqlClient transaction, UUID userId) {
    Event verified =
        Event.now("user.verified", userId.toString(), "{\"userId\":\"" + userId + "\"}");
    return outbox
        .append(transaction, verified)
        .chain(() -> mails.request(transaction, MailRequest.to(userId, MailKind.VERIFIED)));
  }

  private static Problem unknown() {
    return new Problem(VerificationProblems.UNKNOWN);
  }
}
