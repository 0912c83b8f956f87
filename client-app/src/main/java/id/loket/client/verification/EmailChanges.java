package id.loket.client.verification;

import id.loket.client.limit.AttemptLimits;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.MailRequest;
import id.loket.client.mail.Mails;
import id.loket.client.mail.Recipient;
import id.loket.client.password.Passwords;
import id.loket.client.secret.Digests;
import id.loket.client.user.UserProblems;
import id.loket.client.user.Users;
import id.loket.kit.audit.Act;
import id.loket.kit.id.Ids;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Other e-mail addresses for accounts. One takes effect when the link mailed to it is followed; the
 * old address is told then. Until then nothing changes, and nobody learns whether the new one has
 * an account.
 */
@Singleton
public class EmailChanges {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int PER_DAY = 5;

  private final EmailChangeStore store;
  private final Users users;
  private final Passwords passwords;
  private final AttemptLimits limits;
  private final Mails mails;
  private final AuditTrail audit;
  private final Pool pool;

  EmailChanges(
      EmailChangeStore store,
      Users users,
      Passwords passwords,
      AttemptLimits limits,
      Mails mails,
      AuditTrail audit,
      Pool pool) {
    this.store = store;
    this.users = users;
    this.passwords = passwords;
    this.limits = limits;
    this.mails = mails;
    this.audit = audit;
    this.pool = pool;
  }

  /**
   * Asks for another address.
   *
   * @param password the user's, empty when an administrator asks
   * @return fails with {@code wrong-password} (403) or {@code too-many-attempts} (429)
   */
  Uni<Void> request(UUID userId, String email, Optional<String> password) {
    String address = email.strip();
    return limits
        .take("email-change:" + userId, PER_DAY, DAY)
        .chain(
            () ->
                limits.take(
                    "email-change-to:" + Digests.hex(Digests.ofEmail(address)), PER_DAY, DAY))
        .chain(
            () ->
                password
                    .map(text -> users.requirePassword(userId, text))
                    .orElseGet(EmailChanges::nothing))
        .chain(
            () ->
                pool.withTransaction(
                    transaction ->
                        ask(transaction, userId, address)
                            .chain(
                                () ->
                                    password.isPresent()
                                        ? nothing()
                                        : audit.record(transaction, asked(userId)))));
  }

  /** An administrator asks for it (I12); which address is theirs whose account it is. */
  private static Act asked(UUID userId) {
    return Act.of("user.email-change-asked", "user", userId);
  }

  private Uni<Void> ask(SqlClient transaction, UUID userId, String email) {
    UUID id = Ids.next();
    return store
        .insert(transaction, id, userId, email)
        .invoke(
            found -> {
              if (!found) {
                throw new Problem(UserProblems.USER_NOT_FOUND);
              }
            })
        .chain(
            () ->
                mails.request(
                    transaction,
                    new MailRequest(userId, MailKind.EMAIL_CHANGE, null, id.toString())));
  }

  /**
   * The change whose new address is proven takes effect.
   *
   * @return whose it is; empty when there is no such change, or the address has an account
   */
  Uni<Optional<UUID>> complete(SqlClient transaction, UUID id) {
    return store
        .lock(transaction, id)
        .chain(
            found ->
                found
                    .map(change -> complete(transaction, change))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  private Uni<Optional<UUID>> complete(SqlClient transaction, EmailChangeStore.EmailChange change) {
    UUID userId = change.userId();
    return users
        .setEmail(transaction, userId, change.newEmail())
        .call(
            set ->
                set
                    ? passwords
                        .forgetLinks(transaction, userId)
                        .chain(() -> tell(transaction, change))
                    : nothing())
        .map(set -> set ? Optional.of(userId) : Optional.empty());
  }

  private Uni<Void> tell(SqlClient transaction, EmailChangeStore.EmailChange change) {
    return mails.request(
        transaction,
        new MailRequest(change.userId(), MailKind.EMAIL_CHANGED, null, change.id().toString()));
  }

  Uni<Optional<Recipient>> newAddress(UUID id) {
    return store.newAddress(id);
  }

  Uni<Optional<Recipient>> oldAddress(UUID id) {
    return store.oldAddress(id);
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
