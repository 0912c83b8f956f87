package id.loket.client.user;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.Mails;
import id.loket.client.mail.Recipient;
import id.loket.client.mail.Recipients;
import id.loket.kit.http.ETags;
import id.loket.kit.http.MergePatch;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.IdempotencyKeys;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import jakarta.persistence.OptimisticLockException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.hibernate.StaleObjectStateException;
import org.hibernate.exception.ConstraintViolationException;

/** What can be done with users who have registered. */
@Singleton
public class Users implements Recipients {
  private final UserStore store;
  private final PasswordHashes passwords;
  private final MergePatch patches;
  private final Mails mails;
  private final IdempotencyKeys keys;

  Users(
      UserStore store,
      PasswordHashes passwords,
      MergePatch patches,
      Mails mails,
      IdempotencyKeys keys) {
    this.store = store;
    this.passwords = passwords;
    this.patches = patches;
    this.mails = mails;
    this.keys = keys;
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
   * Changes a user.
   *
   * @param version what the caller saw; fails with {@code stale} when it changed since
   * @param byAdmin whether roles may change too
   */
  @WithTransaction
  public Uni<VersionedUser> change(UUID id, long version, JsonNode patch, boolean byAdmin) {
    return find(id)
        .invoke(user -> requireVersion(user, version))
        .call(user -> change(user, patch, byAdmin))
        .call(() -> store.flush())
        .map(VersionedUser::of)
        .onFailure(Users::isOvertaken)
        .transform(overtaken -> ETags.stale())
        .onFailure(ConstraintViolationException.class)
        .transform(duplicate -> new Problem(UserProblems.EMAIL_TAKEN));
  }

  private Uni<Void> change(User user, JsonNode patch, boolean byAdmin) {
    PersonalData before = user.data();
    PersonalData after = patches.apply(before, patch, PersonalData.class);
    if (!byAdmin && !after.roles().equals(before.roles())) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
    user.change(after);
    return after.email().equalsIgnoreCase(before.email())
        ? Uni.createFrom().voidItem()
        : Panache.getSession()
            .chain(session -> mails.request(session, user.id(), MailKind.VERIFICATION));
  }

  /**
   * Forgets a user: everything personal is wiped, sessions cannot be refreshed any more, bookings
   * keep their history.
   *
   * @param version what the caller saw, where the caller cares
   */
  public Uni<Void> delete(UUID id, OptionalLong version) {
    return Panache.withTransaction(() -> forget(id, version))
        .onFailure(Users::isOvertaken)
        .transform(overtaken -> ETags.stale())
        .chain(() -> keys.forgetAnswersAbout(Registrations.location(id)));
  }

  private Uni<Void> forget(UUID id, OptionalLong version) {
    return find(id)
        .invoke(user -> version.ifPresent(seen -> requireVersion(user, seen)))
        .invoke(User::forget)
        .call(() -> store.flush())
        .replaceWithVoid();
  }

  /** The account of that address and password; empty, after the same time, for any other. */
  public Uni<Optional<Account>> authenticate(String email, String password) {
    return credentials(email)
        .chain(
            found ->
                passwords
                    .matches(password, found.map(Credentials::passwordHash))
                    .map(right -> right ? found.map(Credentials::account) : Optional.empty()));
  }

  private Uni<Optional<Credentials>> credentials(String email) {
    return Panache.withSession(
        () ->
            store
                .findByEmail(email)
                .map(
                    found ->
                        found.map(user -> new Credentials(Account.of(user), user.passwordHash()))));
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
                throw new Problem(UserProblems.NOT_VERIFIED);
              }
            })
        .map(Account::of);
  }

  @Override
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

  /** The user with that address, if it still has to be verified. */
  public Uni<Optional<UUID>> findUnverified(SqlClient transaction, String email) {
    return store.findUnverified(transaction, email);
  }

  private Uni<User> find(UUID id) {
    return store
        .findLive(id)
        .map(found -> found.orElseThrow(() -> new Problem(UserProblems.USER_NOT_FOUND)));
  }

  private static void requireVersion(User user, long version) {
    if (user.version() != version) {
      throw ETags.stale();
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

  private record Credentials(Account account, String passwordHash) {}
}
