package id.loket.client.user;

import id.loket.client.mail.Recipient;
import id.loket.kit.language.Language;
import id.loket.kit.postgres.RowLife;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Accounts that were asked for, until their addresses are proven. */
@Singleton
class RegistrationStore {
  /**
   * An account nobody had proven the address of, as they were made before registrations were kept
   * apart, becomes the one of whoever did.
   */
  private static final String MAKE_ACCOUNT =
      """
      insert into app_user as held (id, name, email, password_hash, phone, locale, roles,
                                    verified_at, created_at, updated_at)
      select id, name, email, password_hash, phone, locale, 'citizen', now(), now(), now()
      from registration where id = $1
      on conflict (lower(email)) do update set
        name = excluded.name, password_hash = excluded.password_hash, phone = excluded.phone,
        locale = excluded.locale, verified_at = now(), updated_at = now(),
        version = held.version + 1
      where held.verified_at is null
      returning id
      """;

  private final Pool pool;

  RegistrationStore(Pool pool) {
    this.pool = pool;
  }

  Uni<Void> insert(SqlClient transaction, UUID id, PersonalData data, String passwordHash) {
    return transaction
        .preparedQuery(
            """
            insert into registration (id, name, email, password_hash, phone, locale)
            values ($1, $2, $3, $4, $5, $6)
            """)
        .execute(
            Tuple.of(
                id,
                data.name().strip(),
                data.email(),
                passwordHash,
                data.phone(),
                data.locale().tag()))
        .replaceWithVoid();
  }

  /** Where the mail that proves a registration's address goes; empty when it is gone. */
  Uni<Optional<Recipient>> recipient(UUID id) {
    return pool.preparedQuery("select name, email, locale from registration where id = $1")
        .execute(Tuple.of(id))
        .map(
            rows ->
                Rows.first(
                    rows,
                    row ->
                        new Recipient(
                            row.getString("name"),
                            row.getString("email"),
                            Language.ofTag(row.getString("locale")))));
  }

  /** Locks a registration for the rest of the transaction; its address, empty when it is gone. */
  Uni<Optional<String>> lockEmail(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery("select email from registration where id = $1 for update")
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, row -> row.getString("email")));
  }

  /** Makes the account; its id, or empty when somebody else proved the address first. */
  Uni<Optional<UUID>> makeAccount(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery(MAKE_ACCOUNT)
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, row -> row.getUUID("id")));
  }

  /**
   * Forgets whatever was asked for with an address, but for what another transaction is at: that
   * finds out by itself that the address has an account.
   */
  Uni<Void> forget(SqlClient transaction, String email) {
    return transaction
        .preparedQuery(
            """
            delete from registration where id in (
              select id from registration where lower(email) = lower($1) for update skip locked)
            """)
        .execute(Tuple.of(email))
        .replaceWithVoid();
  }

  @Produces
  @Singleton
  static RowLife life(RegistrationConfig config) {
    return RowLife.of("registration", "created_at", config.kept());
  }
}
