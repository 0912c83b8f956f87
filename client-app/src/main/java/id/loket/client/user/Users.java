package id.loket.client.user;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.client.mail.Recipient;
import id.loket.kit.audit.Act;
import id.loket.kit.event.Event;
import id.loket.kit.hibernate.SessionAudit;
import id.loket.kit.hibernate.SessionOutbox;
import id.loket.kit.http.ETags;
import id.loket.kit.http.MergePatch;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.postgres.IdempotencyKeys;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import jakarta.persistence.OptimisticLockException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.hibernate.StaleObjectStateException;

/** What can be done with users who have registered. */
@Singleton
public class Users {
  private static final String KIND = "user";

  private final UserStore store;
  private final PasswordHashes passwords;
  private final PasswordPolicy policy;
  private final MergePatch patches;
  private final IdempotencyKeys keys;
  private final OutboxRelay relay;
  private final AuditTrail audit;
  private final Pool pool;

  Users(
      UserStore store,
      PasswordHashes passwords,
      PasswordPolicy policy,
      MergePatch patches,
      IdempotencyKeys keys,
      OutboxRelay relay,
      AuditTrail audit,
      Pool pool) {
    this.store = store;
    this.passwords = passwords;
    this.policy = policy;
    this.patches = patches;
    this.keys = keys;
    this.relay = relay;
    this.audit = audit;
    this.pool = pool;
  }

  /** One user; fails with {@code user-not-found}. */
  @WithSession
  public Uni<VersionedUser> read(UUID id) {
    return find(id).map(VersionedUser::of);
  }

  /** Users whose name or address contains the text, newest first. */
  @WithSession
  public Uni<Page<UserView>> list(String search, PageQuery query) {
    int limit = query.limit();
    return store
        .list(search == null ? "" : search, query.cursor(), limit + 1)
        .map(found -> Page.of(found, limit, user -> new Cursor(user.createdAt(), user.id())))
        .map(page -> page.map(UserView::of));
  }

  /**
   * Fails with {@code wrong-password} (403) unless it is that user's, and with {@code
   * kept-elsewhere} (409) for whoever has none here.
   */
  public Uni<Void> requirePassword(UUID id, String password) {
    return Panache.withSession(() -> find(id).invoke(Users::requireOwn).map(User::passwordHash))
        .chain(hash -> passwords.matches(password, Optional.of(hash)))
        .invoke(
            right -> {
              if (!right) {
                throw new Problem(UserProblems.WRONG_PASSWORD);
              }
            })
        .replaceWithVoid();
  }

  /** The hash of a new password of that user; fails with {@code invalid-input} for a weak one. */
  public Uni<String> newHash(UUID id, String password) {
    return Panache.withSession(() -> find(id).map(User::data))
        .invoke(data -> policy.check(password, data.name(), data.email()))
        .chain(data -> passwords.hash(password));
  }

  /** Sets the password; fails with {@code user-not-found} when the account is gone meanwhile. */
  public Uni<Void> setPassword(SqlClient transaction, UUID id, String hash) {
    return store.setHash(transaction, id, hash).invoke(Users::requireFound).replaceWithVoid();
  }

  /** Gives a user another, proven address; false when that has an account already. */
  public Uni<Boolean> setEmail(SqlClient transaction, UUID id, String email) {
    return store.setEmail(transaction, id, email);
  }

  private static void requireFound(boolean found) {
    if (!found) {
      throw new Problem(UserProblems.USER_NOT_FOUND);
    }
  }

  /**
   * Changes a user.
   *
   * @param version what the caller saw; fails with {@code stale} when it changed since
   * @param byAdmin whether roles may change too
   */
  @WithTransaction
  public Uni<VersionedUser> change(UUID id, long version, JsonNode patch, boolean byAdmin) {
    return find(id)
        .invoke(user -> ETags.requireSame(user.version(), version))
        .call(
            user -> {
              PersonalData before = user.data();
              change(user, patch, byAdmin);
              return store
                  .flush()
                  .chain(() -> byAdmin ? answerFor(id, before, user.data()) : nothing());
            })
        .map(VersionedUser::of)
        .onFailure(Users::isOvertaken)
        .transform(overtaken -> ETags.stale());
  }

  /** What administrators change is answered for (I12): roles as they are, of the rest its names. */
  private Uni<Void> answerFor(UUID id, PersonalData before, PersonalData after) {
    Act act =
        before.roles().equals(after.roles())
            ? Act.of("user.changed", KIND, id).to(Map.of("changed", before.changedIn(after)))
            : Act.of("user.role-changed", KIND, id)
                .from(Map.of("roles", before.roles()))
                .to(Map.of("roles", after.roles(), "changed", before.changedIn(after)));
    return Panache.getSession().chain(session -> SessionAudit.record(session, audit, act));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  private void change(User user, JsonNode patch, boolean byAdmin) {
    PersonalData before = user.data();
    PersonalData after = patches.apply(before, patch, PersonalData.class);
    if (!byAdmin && !after.roles().equals(before.roles())) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
    if (!after.roles().equals(before.roles()) || !after.name().equals(before.name())) {
      requireOwn(user);
    }
    if (!after.email().equals(before.email())) {
      throw Problem.invalid("email", "field.email.own-way");
    }
    user.change(after);
  }

  /**
   * Forgets a user: everything personal is wiped, sessions end, bookings keep their history under
   * an id that leads to nobody any more, and the other services are told to do the same.
   *
   * @param version what the caller saw, where the caller cares
   * @param byAdmin whether an administrator does it
   */
  public Uni<Void> delete(UUID id, OptionalLong version, boolean byAdmin) {
    return Panache.withTransaction(() -> forget(id, version, byAdmin))
        .onFailure(Users::isOvertaken)
        .transform(overtaken -> ETags.stale())
        .invoke(relay::wake)
        .chain(() -> keys.forgetAnswersAbout(Registrations.location(id)));
  }

  private Uni<Void> forget(UUID id, OptionalLong version, boolean byAdmin) {
    return find(id)
        .invoke(user -> version.ifPresent(seen -> ETags.requireSame(user.version(), seen)))
        .chain(
            user -> {
              String email = user.data().email();
              Act act = Act.of("user.deleted", KIND, id).from(Map.of("roles", user.roles()));
              user.forget();
              return store
                  .flush()
                  .chain(Panache::getSession)
                  .chain(session -> byAdmin ? SessionAudit.record(session, audit, act) : nothing())
                  .replaceWith(email);
            })
        .chain(
            email ->
                Panache.getSession()
                    .chain(
                        session ->
                            store
                                .forgetAround(session, id, email)
                                .chain(() -> SessionOutbox.append(session, deleted(id)))));
  }

  private static Event deleted(UUID id) {
    return Event.now("user.deleted", id.toString(), "{\"userId\":\"" + id + "\"}");
  }

  /** Those who are forgotten, the first ones first, but for the last minute: some may be later. */
  public Uni<Page<DeletedUser>> deleted(PageQuery query) {
    int limit = query.limit();
    return store
        .deleted(pool, query.cursor().orElse(new Cursor(Instant.EPOCH, new UUID(0, 0))), limit + 1)
        .map(found -> Page.of(found, limit, user -> new Cursor(user.deletedAt(), user.id())));
  }

  /**
   * The account of that proven address and password; empty, after the same time, for any other: who
   * registered with somebody's address must not learn whether it has an account.
   */
  public Uni<Optional<Authenticated>> authenticate(String email, String password) {
    return credentials(email)
        .chain(
            found ->
                passwords
                    .matches(password, found.map(Authenticated::passwordHash))
                    .map(right -> right ? found : Optional.<Authenticated>empty())
                    .chain(
                        right ->
                            right
                                .map(known -> renewHash(known, password).map(Optional::of))
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
                    .map(right -> right.filter(known -> known.account().verified())));
  }

  /**
   * A hash made with parameters of former days becomes one of today while the password is known.
   */
  private Uni<Authenticated> renewHash(Authenticated known, String password) {
    if (!passwords.isOutdated(known.passwordHash())) {
      return Uni.createFrom().item(known);
    }
    UUID id = known.account().id();
    return passwords
        .hash(password)
        .chain(
            hash ->
                store
                    .replaceHash(pool, id, known.passwordHash(), hash)
                    .map(done -> done ? new Authenticated(known.account(), hash) : known));
  }

  /**
   * Locks a password for the rest of the transaction, which a change of it waits for.
   *
   * @return false when it is another one by now, or the account is gone
   */
  public Uni<Boolean> lockPassword(SqlClient transaction, Authenticated known) {
    return store.lockPassword(transaction, known.account().id(), known.passwordHash());
  }

  private Uni<Optional<Authenticated>> credentials(String email) {
    return Panache.withSession(
        () ->
            store
                .findByEmail(email)
                .map(
                    found ->
                        found.map(
                            user -> new Authenticated(Account.of(user), user.passwordHash()))));
  }

  /** A user who is not deleted. */
  @WithSession
  public Uni<Optional<Account>> account(UUID id) {
    return store.findLive(id).map(found -> found.map(Account::of));
  }

  /** A user who may book; fails with {@code user-not-found} or {@code not-verified}. */
  @WithSession
  public Uni<Account> verifiedAccount(UUID id) {
    return find(id)
        .invoke(
            user -> {
              if (!user.isVerified()) {
                throw new Problem(ProblemType.NOT_VERIFIED);
              }
            })
        .map(Account::of);
  }

  /** Where a user is written to, and in which language; empty when the account is gone. */
  @WithSession
  public Uni<Optional<Recipient>> recipient(UUID userId) {
    return store.findLive(userId).map(found -> found.map(Users::recipientOf));
  }

  /** The address of a user, locked until the transaction ends; empty for nobody. */
  public Uni<Optional<String>> lockEmail(SqlClient transaction, UUID id) {
    return store.lockEmail(transaction, id);
  }

  /** Marks the address as verified; false when it was before. */
  public Uni<Boolean> markVerified(SqlClient transaction, UUID id) {
    return store.verify(transaction, id);
  }

  /**
   * The user who has proven that address and signs in with it here: nobody gets a password beside
   * an issuer outside.
   */
  public Uni<Optional<UUID>> findVerified(SqlClient client, String email) {
    return store
        .findProven(client, email)
        .map(found -> found.filter(known -> !known.isOutside()).map(Proven::id));
  }

  private Uni<User> find(UUID id) {
    return store
        .findLive(id)
        .map(found -> found.orElseThrow(() -> new Problem(UserProblems.USER_NOT_FOUND)));
  }

  private static void requireOwn(User user) {
    if (user.isOutside()) {
      throw new Problem(UserProblems.KEPT_ELSEWHERE);
    }
  }

  private static boolean isOvertaken(Throwable failure) {
    return failure instanceof OptimisticLockException
        || failure instanceof StaleObjectStateException;
  }

  private static Recipient recipientOf(User user) {
    PersonalData data = user.data();
    return new Recipient(data.name(), data.email(), data.locale());
  }
}
