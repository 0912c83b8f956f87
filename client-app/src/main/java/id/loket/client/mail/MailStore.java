package id.loket.client.mail;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.id.Ids;
import id.loket.kit.language.Language;
import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.RowLife;
import id.loket.kit.postgres.Rows;
import id.loket.kit.postgres.Timestamps;
import id.loket.kit.trace.TraceParent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Mails in PostgreSQL: the row is the truth, messages only say that there is work. */
@Singleton
class MailStore {
  private static final String COLUMNS =
      """
      id, user_id, kind, booking_id, data, status, attempts, created_at, next_attempt_at,
      sent_at, failure, extract(epoch from now() - created_at)::float8 as age
      """;

  /**
   * Only one replica gets a due mail, and nobody else before its lease is over. Where its user is
   * reached is read with it.
   */
  private static final String CLAIM =
      """
      with claimed as (
        update mail set attempts = attempts + 1, lease_holder = $2,
                        lease_until = now() + $3 * interval '1 millisecond'
        where id = $1 and status = 'PENDING' and next_attempt_at <= now()
          and (lease_until is null or lease_until < now())
        returning\s\
      """
          + COLUMNS
          + """
          )
          select claimed.*, u.name, u.email, u.locale
          from claimed left join app_user u on u.id = claimed.user_id and u.deleted_at is null
          """;

  /**
   * Mails that are due and of which no message is under way: a retry whose time has come, one whose
   * replica died, one whose replica died or had no broker before it could tell the queue, or one
   * whose message was lost in a dead queue. Nobody knows whether a message still waits in the
   * queue: it is given twice the time with each, so that a long queue does not get longer by it.
   */
  private static final String ANNOUNCE =
      """
      update mail set announced_at = now()
      where id in (
        select id from mail
        where status = 'PENDING' and next_attempt_at <= now()
          and (lease_until is null or lease_until < now())
          and (announced_at < next_attempt_at or announced_at < lease_until
               or announced_at < now() - least(interval '5 minutes',
                    greatest(interval '15 seconds', announced_at - created_at)))
        order by next_attempt_at limit $1 for update skip locked)
      returning id, traceparent
      """;

  private static final OffsetDateTime END_OF_TIME = utc(Instant.parse("9999-01-01T00:00:00Z"));
  private static final UUID LAST_ID = new UUID(-1, -1);

  private final Pool pool;

  MailStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * A mail to announce.
   *
   * @param traceparent the trace it was asked for in, or null
   */
  record Due(UUID id, String traceparent) {}

  /**
   * A mail to be sent now.
   *
   * @param user where the user is reached it belongs to; empty when there is none
   */
  record Claimed(Mail mail, Optional<Recipient> user) {}

  Uni<UUID> insert(SqlClient transaction, MailRequest request, String traceparent) {
    UUID id = Ids.next();
    return transaction
        .preparedQuery(
            """
            insert into mail (id, user_id, kind, booking_id, data, traceparent)
            values ($1, $2, $3, $4, $5, $6)
            """)
        .execute(
            Tuple.of(
                id,
                request.userId(),
                request.kind().name(),
                request.bookingId(),
                request.data(),
                traceparent))
        .replaceWith(id);
  }

  /** Takes a due mail for the length of the lease; empty when somebody else has or sent it. */
  Uni<Optional<Claimed>> claim(UUID id, UUID holder, Duration lease) {
    return pool.preparedQuery(CLAIM)
        .execute(Tuple.of(id, holder, lease.toMillis()))
        .map(rows -> Rows.first(rows, row -> new Claimed(mail(row), user(row))));
  }

  private static Optional<Recipient> user(Row row) {
    String email = row.getString("email");
    return email == null
        ? Optional.empty()
        : Optional.of(
            new Recipient(row.getString("name"), email, Language.ofTag(row.getString("locale"))));
  }

  Uni<Void> markSent(UUID id, UUID holder) {
    return settle("status = 'SENT', sent_at = now(), failure = null", Tuple.of(id, holder));
  }

  Uni<Void> markFailed(UUID id, UUID holder, String failure) {
    return settle("status = 'FAILED', failure = $3", Tuple.of(id, holder, failure));
  }

  Uni<Void> postpone(UUID id, UUID holder, String failure, Duration wait) {
    return settle(
        "failure = $3, next_attempt_at = now() + $4 * interval '1 millisecond'",
        Tuple.of(id, holder, failure, wait.toMillis()));
  }

  private Uni<Void> settle(String change, Tuple parameters) {
    return pool.preparedQuery(
            "update mail set "
                + change
                + ", lease_holder = null, lease_until = null"
                + " where id = $1 and lease_holder = $2 and status = 'PENDING'")
        .execute(parameters)
        .replaceWithVoid();
  }

  /** Withdraws a booking's mails of a kind that were not sent yet. */
  Uni<Void> withdraw(SqlClient transaction, UUID bookingId, MailKind kind) {
    return transaction
        .preparedQuery(
            """
            update mail set status = 'WITHDRAWN'
            where booking_id = $1 and kind = $2 and status = 'PENDING'
            """)
        .execute(Tuple.of(bookingId, kind.name()))
        .replaceWithVoid();
  }

  /** Marks mails as announced and names them. */
  Uni<List<Due>> announce(int most) {
    return pool.preparedQuery(ANNOUNCE)
        .execute(Tuple.of(most))
        .map(
            rows ->
                Rows.list(
                    rows, row -> new Due(row.getUUID("id"), row.getString(TraceParent.NAME))));
  }

  /** The queue could not be told of these: they are to be announced at once. */
  Uni<Void> unannounced(List<UUID> ids) {
    return pool.preparedQuery(
            """
            update mail set announced_at = least(announced_at, next_attempt_at - interval '1 second')
            where id = any ($1) and status = 'PENDING'
            """)
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  /** A user's mails, newest first, from behind the cursor on. */
  Uni<List<Mail>> list(UUID userId, Optional<Cursor> after, int count) {
    return pool.preparedQuery(
            "select "
                + COLUMNS
                + """
                from mail
                where user_id = $1 and (created_at, id) < ($2, $3)
                order by created_at desc, id desc limit $4
                """)
        .execute(
            Tuple.of(
                userId,
                after.map(Cursor::at).map(Timestamps::utc).orElse(END_OF_TIME),
                after.map(Cursor::id).orElse(LAST_ID),
                count))
        .map(rows -> Rows.list(rows, MailStore::mail));
  }

  /**
   * Letters repeat personal data. What was sent, given up or withdrawn is shown to its user for a
   * year and a bit; what is pending is kept for as long as it is.
   */
  @Produces
  @Singleton
  static RowLife life(MailConfig config) {
    return RowLife.of("mail", "created_at", config.kept(), "status <> 'PENDING'");
  }

  private static Mail mail(Row row) {
    return new Mail(
        row.getUUID("id"),
        row.getUUID("user_id"),
        MailKind.valueOf(row.getString("kind")),
        row.getUUID("booking_id"),
        row.getString("data"),
        MailStatus.valueOf(row.getString("status")),
        row.getInteger("attempts"),
        instant(row, "created_at"),
        instant(row, "next_attempt_at"),
        instant(row, "sent_at"),
        row.getString("failure"),
        Duration.ofMillis((long) (row.getDouble("age") * 1000)));
  }
}
