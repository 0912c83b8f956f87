package id.loket.client.user;

import id.loket.client.limit.AttemptLimits;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.MailRequest;
import id.loket.client.mail.Mails;
import id.loket.client.mail.Recipient;
import id.loket.client.secret.Digests;
import id.loket.kit.event.Event;
import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.postgres.Answer;
import id.loket.kit.postgres.IdempotencyKey;
import id.loket.kit.postgres.IdempotencyKeys;
import id.loket.kit.postgres.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * New accounts. Asking for one is answered the same whoever exists: the rest is said by mail, to
 * whom the address belongs. The account is made when its link is followed, with the password of the
 * registration that link was mailed for: who registers with somebody else's address gets nothing,
 * and gives them nothing either.
 */
@Singleton
public class Registrations {
  private static final int ACCEPTED = 202;

  private final UserStore users;
  private final RegistrationStore store;
  private final RegistrationConfig config;
  private final PasswordPolicy policy;
  private final PasswordHashes passwords;
  private final AttemptLimits limits;
  private final Mails mails;
  private final IdempotencyKeys keys;
  private final Outbox outbox;
  private final TolerantJson json;

  Registrations(
      UserStore users,
      RegistrationStore store,
      RegistrationConfig config,
      PasswordPolicy policy,
      PasswordHashes passwords,
      AttemptLimits limits,
      Mails mails,
      IdempotencyKeys keys,
      Outbox outbox,
      TolerantJson json) {
    this.users = users;
    this.store = store;
    this.config = config;
    this.policy = policy;
    this.passwords = passwords;
    this.limits = limits;
    this.mails = mails;
    this.keys = keys;
    this.outbox = outbox;
    this.json = json;
  }

  /**
   * Asks for an account, and for the mail that says how to go on.
   *
   * @param caller where the request comes from
   */
  public Uni<Answer> register(
      RegisterUser request, Language otherwise, String caller, Optional<IdempotencyKey> key) {
    policy.check(request.password(), request.name(), request.email());
    return limits
        .take(
            "registration-from:" + Digests.hex(Digests.of(caller)),
            config.perAddress(),
            config.perAddressWindow())
        .chain(() -> passwords.hashForRegistration(request.password()))
        .chain(
            hash -> keys.once(key, transaction -> ask(transaction, request.data(otherwise), hash)));
  }

  /** A key sent again is no further registration: it is counted in the transaction it opens. */
  private Uni<Answer> ask(SqlClient transaction, PersonalData data, String passwordHash) {
    return limits
        .take(
            transaction,
            "registration-of:" + Digests.hex(Digests.ofEmail(data.email())),
            config.perEmail(),
            config.perEmailWindow())
        .chain(() -> users.findProven(transaction, data.email()))
        .chain(
            found ->
                found.isPresent()
                    ? mails.request(transaction, alreadyRegistered(found.get()))
                    : insert(transaction, data, passwordHash))
        .map(asked -> Answer.first(ACCEPTED, null, null));
  }

  private MailRequest alreadyRegistered(Proven account) {
    return new MailRequest(
        account.id(),
        MailKind.ALREADY_REGISTERED,
        null,
        account.isOutside() ? json.write(new AccountLetters.Outside(account.issuer())) : null);
  }

  private Uni<Void> insert(SqlClient transaction, PersonalData data, String passwordHash) {
    UUID id = Ids.next();
    return store
        .insert(transaction, id, data, passwordHash)
        .chain(() -> mails.request(transaction, MailRequest.to(id, MailKind.VERIFICATION)));
  }

  /** Where the mail that proves a registration's address goes; empty when it is gone. */
  public Uni<Optional<Recipient>> recipient(UUID id) {
    return store.recipient(id);
  }

  /** Locks a registration for the rest of the transaction; its address, empty when it is gone. */
  public Uni<Optional<String>> lockEmail(SqlClient transaction, UUID id) {
    return store.lockEmail(transaction, id);
  }

  /**
   * Makes the account of a registration whose address is proven.
   *
   * @return its id, which is the registration's, or empty when the address has an account already
   */
  public Uni<Optional<UUID>> complete(SqlClient transaction, UUID id, String email) {
    return store
        .makeAccount(transaction, id)
        .call(made -> made.isPresent() ? told(transaction, made.get(), email) : nothing());
  }

  private Uni<Void> told(SqlClient transaction, UUID user, String email) {
    Event registered =
        Event.now("user.registered", user.toString(), json.write(Map.of("userId", user)));
    return store.forget(transaction, email).chain(() -> outbox.append(transaction, registered));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  /** Where an account is. */
  static String location(UUID id) {
    return "/users/" + id;
  }
}
