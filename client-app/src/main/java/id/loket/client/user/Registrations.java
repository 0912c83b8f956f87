package id.loket.client.user;

import id.loket.client.mail.MailKind;
import id.loket.client.mail.MailRequest;
import id.loket.client.mail.Mails;
import id.loket.kit.event.Event;
import id.loket.kit.http.ETags;
import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.postgres.Answer;
import id.loket.kit.postgres.IdempotencyKey;
import id.loket.kit.postgres.IdempotencyKeys;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * New accounts. Key, account, event and mail are one transaction: none is there without the others.
 */
@Singleton
public class Registrations {
  private static final int CREATED = 201;

  private final UserStore store;
  private final PasswordPolicy policy;
  private final PasswordHashes passwords;
  private final Mails mails;
  private final IdempotencyKeys keys;
  private final Outbox outbox;
  private final OutboxRelay relay;
  private final TolerantJson json;

  Registrations(
      UserStore store,
      PasswordPolicy policy,
      PasswordHashes passwords,
      Mails mails,
      IdempotencyKeys keys,
      Outbox outbox,
      OutboxRelay relay,
      TolerantJson json) {
    this.store = store;
    this.policy = policy;
    this.passwords = passwords;
    this.mails = mails;
    this.keys = keys;
    this.outbox = outbox;
    this.relay = relay;
    this.json = json;
  }

  /** Makes an account and asks for the mail that verifies its address. */
  public Uni<Answer> register(
      RegisterUser request, Language otherwise, Optional<IdempotencyKey> key) {
    policy.check(request.password(), request.name(), request.email());
    return passwords
        .hash(request.password())
        .map(hash -> new User(Ids.next(), request.data(otherwise), hash))
        .chain(user -> keys.once(key, transaction -> insert(transaction, user)))
        .invoke(relay::wake);
  }

  private Uni<Answer> insert(SqlClient transaction, User user) {
    Event registered =
        Event.now(
            "user.registered",
            user.id().toString(),
            json.write(Map.of("userId", user.id(), "locale", user.language().tag())));
    return store
        .insert(transaction, user)
        .invoke(
            inserted -> {
              if (!inserted) {
                throw new Problem(UserProblems.EMAIL_TAKEN);
              }
            })
        .chain(() -> outbox.append(transaction, registered))
        .chain(() -> mails.request(transaction, MailRequest.to(user.id(), MailKind.VERIFICATION)))
        .map(
            done ->
                Answer.first(CREATED, location(user.id()), json.write(UserView.of(user)))
                    .tagged(ETags.of(user.version())));
  }

  /** Where an account is. */
  static String location(UUID id) {
    return "/users/" + id;
  }
}
