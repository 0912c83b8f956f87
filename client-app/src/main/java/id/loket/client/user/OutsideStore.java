package id.loket.client.user;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Accounts of people who sign in at an issuer outside, in PostgreSQL. */
@Singleton
class OutsideStore {
  /** What is there under an id; {@code issuer} is null for an account of this service's own. */
  record Known(String issuer, boolean deleted) {}

  /** False when the id or the address is somebody's. */
  Uni<Boolean> insert(SqlClient transaction, OutsideAccount account) {
    return transaction
        .preparedQuery(
            """
            insert into app_user (id, name, email, locale, roles, issuer, verified_at)
            values ($1, $2, $3, $4, $5, $6, now()) on conflict do nothing
            """)
        .execute(
            Tuple.of(
                account.id(),
                account.name(),
                account.email(),
                account.language().tag(),
                account.rolesAsText(),
                account.issuer()))
        .map(rows -> rows.rowCount() == 1);
  }

  Uni<Optional<Known>> find(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery(
            "select issuer, deleted_at is not null as deleted from app_user where id = $1")
        .execute(Tuple.of(id))
        .map(
            rows ->
                Rows.first(
                    rows, row -> new Known(row.getString("issuer"), row.getBoolean("deleted"))));
  }

  /** Takes over what changed there; false when the address is somebody else's. */
  Uni<Boolean> update(SqlClient transaction, OutsideAccount account) {
    return transaction
        .preparedQuery(
            """
            update app_user set name = $2, email = $3, roles = $4, updated_at = now(),
                                version = version + 1
            where id = $1 and deleted_at is null and (name, email, roles) is distinct from ($2, $3, $4)
              and not exists (select 1 from app_user o where lower(o.email) = lower($3) and o.id <> $1)
            """)
        .execute(Tuple.of(account.id(), account.name(), account.email(), account.rolesAsText()))
        .chain(
            () ->
                transaction
                    .preparedQuery(
                        "select 1 from app_user where id = $1 and (email = $2 or deleted_at is not"
                            + " null)")
                    .execute(Tuple.of(account.id(), account.email())))
        .map(rows -> rows.size() == 1);
  }
}
