package id.loket.client.user;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Users in PostgreSQL: Panache, and SQL where the row has to commit together with messages and keys
 * of the same transaction.
 */
@Singleton
class UserStore implements PanacheRepositoryBase<User, UUID> {
  private static final String INSERT =
      """
      insert into app_user (id, name, email, password_hash, phone, locale, roles,
                            verified_at, created_at, updated_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
      on conflict (lower(email)) do nothing
      """;
  private static final List<String> AROUND =
      List.of(
          "delete from verification_token where user_id = ?1",
          "delete from email_change where user_id = ?1",
          "delete from password_reset where user_id = ?1",
          "delete from second_factor where user_id = ?1",
          """
          delete from refresh_token
          where session_id in (select s.id from session s where s.user_id = ?1)
          """,
          "delete from session where user_id = ?1",
          "delete from mail where user_id = ?1 and booking_id is null");
  private static final Sort NEWEST_FIRST =
      Sort.descending("createdAt").and("id", Sort.Direction.Descending);

  /** Writes a new user; false when the e-mail address belongs to somebody already. */
  Uni<Boolean> insert(SqlClient transaction, User user) {
    PersonalData data = user.data();
    return transaction
        .preparedQuery(INSERT)
        .execute(
            Tuple.from(
                new Object[] {
                  user.id(),
                  data.name(),
                  data.email(),
                  user.passwordHash(),
                  data.phone(),
                  data.locale().tag(),
                  String.join(" ", data.roles()),
                  utc(user.verifiedAt()),
                  utc(user.createdAt())
                }))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Marks a user's address as verified; false when it was already. */
  Uni<Boolean> verify(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery(
            """
            update app_user set verified_at = now(), updated_at = now(), version = version + 1
            where id = $1 and verified_at is null and deleted_at is null
            """)
        .execute(Tuple.of(id))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Sets a password; false for nobody. */
  Uni<Boolean> setHash(SqlClient transaction, UUID id, String hash) {
    return transaction
        .preparedQuery(
            """
            update app_user set password_hash = $2, updated_at = now(), version = version + 1
            where id = $1 and deleted_at is null
            """)
        .execute(Tuple.of(id, hash))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Sets an address that is proven; false for nobody, and when it is somebody's. */
  Uni<Boolean> setEmail(SqlClient transaction, UUID id, String email) {
    return transaction
        .preparedQuery(
            """
            update app_user set email = $2, verified_at = now(), updated_at = now(),
                                version = version + 1
            where id = $1 and deleted_at is null
              and not exists (select 1 from app_user o where lower(o.email) = lower($2) and o.id <> $1)
            """)
        .execute(Tuple.of(id, email))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Replaces a password's hash, unless it was replaced meanwhile; false then. */
  Uni<Boolean> replaceHash(SqlClient client, UUID id, String before, String after) {
    return client
        .preparedQuery(
            """
            update app_user set password_hash = $3, updated_at = now(), version = version + 1
            where id = $1 and password_hash = $2 and deleted_at is null
            """)
        .execute(Tuple.of(id, before, after))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Whether that still is a user's password; it stays so until the transaction ends. */
  Uni<Boolean> lockPassword(SqlClient transaction, UUID id, String hash) {
    return transaction
        .preparedQuery(
            """
            select 1 from app_user
            where id = $1 and password_hash = $2 and deleted_at is null for share
            """)
        .execute(Tuple.of(id, hash))
        .map(rows -> rows.size() == 1);
  }

  /** Locks a user for the rest of the transaction; the e-mail address, empty for nobody. */
  Uni<Optional<String>> lockEmail(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery(
            "select email from app_user where id = $1 and deleted_at is null for no key update")
        .execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(emailIn(rows)));
  }

  /** The account that address was proven for. */
  Uni<Optional<Proven>> findProven(SqlClient client, String email) {
    return client
        .preparedQuery(
            """
            select id, issuer from app_user
            where lower(email) = lower($1) and verified_at is not null
            """)
        .execute(Tuple.of(email.strip()))
        .map(
            rows ->
                Rows.first(rows, row -> new Proven(row.getUUID("id"), row.getString("issuer"))));
  }

  /**
   * Forgets what stands around an account: whatever was asked for with its address, tokens,
   * sessions, the second factor, and mails about the account itself. Those about bookings name
   * nobody and stay with them (I5).
   */
  Uni<Void> forgetAround(Mutiny.Session session, UUID id, String email) {
    return session
        .createNativeQuery("delete from registration where lower(email) = lower(?1)")
        .setParameter(1, email)
        .executeUpdate()
        .chain(() -> eachOf(session, id, AROUND.iterator()));
  }

  private static Uni<Void> eachOf(Mutiny.Session session, UUID id, Iterator<String> statements) {
    return statements.hasNext()
        ? session
            .createNativeQuery(statements.next())
            .setParameter(1, id)
            .executeUpdate()
            .chain(() -> eachOf(session, id, statements))
        : Uni.createFrom().voidItem();
  }

  /** Users who are forgotten, from behind the cursor on. */
  Uni<List<DeletedUser>> deleted(SqlClient client, Cursor after, int count) {
    return client
        .preparedQuery(
            """
            select id, deleted_at from app_user
            where deleted_at is not null and (deleted_at, id) > ($1, $2)
              and deleted_at < now() - interval '1 minute'
            order by deleted_at, id limit $3
            """)
        .execute(Tuple.of(utc(after.at()), after.id(), count))
        .map(
            rows ->
                Rows.list(
                    rows, row -> new DeletedUser(row.getUUID("id"), instant(row, "deleted_at"))));
  }

  /** Accounts with one of these addresses, in small letters, and the hashes of their passwords. */
  Uni<List<Known>> known(SqlClient client, Collection<String> emails) {
    return client
        .preparedQuery(
            "select id, email, password_hash from app_user where lower(email) = any ($1)")
        .execute(Tuple.of(emails.toArray(String[]::new)))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Known(
                            row.getUUID("id"),
                            row.getString("email"),
                            row.getString("password_hash"))));
  }

  /** An account as far as its password goes. */
  record Known(UUID id, String email, String hash) {}

  /** Ends whatever an account is signed in with. */
  Uni<Void> endSessions(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery(
            "update session set ended_at = now() where user_id = $1 and ended_at is null")
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }

  Uni<Optional<User>> findByEmail(String email) {
    return find("lower(email) = ?1", email.strip().toLowerCase(Locale.ROOT))
        .firstResult()
        .map(Optional::ofNullable);
  }

  /** A user who is not deleted. */
  Uni<Optional<User>> findLive(UUID id) {
    return find("id = ?1 and deletedAt is null", id).firstResult().map(Optional::ofNullable);
  }

  /** Users newest first, from behind the cursor on. */
  Uni<List<User>> list(String search, Optional<Cursor> after, int count) {
    Parameters parameters =
        Parameters.with("search", "%" + escaped(search) + "%")
            .and("at", after.map(Cursor::at).orElse(Instant.parse("9999-01-01T00:00:00Z")))
            .and("id", after.map(Cursor::id).orElse(new UUID(-1, -1)));
    return find(
            """
            deletedAt is null
            and (lower(name) like :search escape '!' or lower(email) like :search escape '!')
            and (createdAt < :at or (createdAt = :at and id < :id))
            """,
            NEWEST_FIRST,
            parameters)
        .range(0, count - 1)
        .list();
  }

  private static String emailIn(Iterable<io.vertx.mutiny.sqlclient.Row> rows) {
    return rows.iterator().next().getString("email");
  }

  private static String escaped(String search) {
    return search.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1");
  }
}
