package id.loket.client.verification;

import id.loket.client.mail.Recipient;
import id.loket.kit.language.Language;
import id.loket.kit.postgres.RowLife;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Changes of e-mail addresses that were asked for. */
@Singleton
class EmailChangeStore {
  private final Pool pool;

  EmailChangeStore(Pool pool) {
    this.pool = pool;
  }

  /** A change that was asked for. */
  record EmailChange(UUID id, UUID userId, String newEmail) {}

  /** Notes that a user wants another address; false for nobody. */
  Uni<Boolean> insert(SqlClient transaction, UUID id, UUID userId, String email) {
    return transaction
        .preparedQuery(
            """
            insert into email_change (id, user_id, old_email, new_email)
            select $1, id, email, $3 from app_user where id = $2 and deleted_at is null
            """)
        .execute(Tuple.of(id, userId, email))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Locks a change for the rest of the transaction. */
  Uni<Optional<EmailChange>> lock(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery("select id, user_id, new_email from email_change where id = $1 for update")
        .execute(Tuple.of(id))
        .map(
            rows ->
                Rows.first(
                    rows,
                    row ->
                        new EmailChange(
                            row.getUUID("id"),
                            row.getUUID("user_id"),
                            row.getString("new_email"))));
  }

  /** Who gets the mail with the link, at the new address. */
  Uni<Optional<Recipient>> newAddress(UUID id) {
    return recipient(id, "new_email");
  }

  /** Whom to tell that the address is theirs no more, at the old one. */
  Uni<Optional<Recipient>> oldAddress(UUID id) {
    return recipient(id, "old_email");
  }

  private Uni<Optional<Recipient>> recipient(UUID id, String column) {
    return pool.preparedQuery(
            """
            select u.name, u.locale, c.%s as address
            from email_change c join app_user u on u.id = c.user_id
            where c.id = $1 and u.deleted_at is null
            """
                .formatted(column))
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, EmailChangeStore::recipient));
  }

  private static Recipient recipient(Row row) {
    return new Recipient(
        row.getString("name"), row.getString("address"), Language.ofTag(row.getString("locale")));
  }

  /** As long as the mails about it may take. */
  @Produces
  @Singleton
  static RowLife life() {
    return RowLife.of("email_change", "created_at", Duration.ofDays(30));
  }
}
