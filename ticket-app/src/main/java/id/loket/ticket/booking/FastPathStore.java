package id.loket.ticket.booking;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.event.Event;
import id.loket.kit.money.Money;
import id.loket.kit.postgres.Answer;
import id.loket.kit.postgres.IdempotencyKey;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The statements of {@link FastPath}: each does all of it or nothing. */
@Singleton
class FastPathStore {
  private static final String TAKE =
      "select * from take_seat($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

  private static final String CHANGED =
      """
      changed as (
        update booking b set status = $3, version = b.version + 1, invoice_number = $4,
          payment_url = $5, expires_at = $6, updated_at = $7, reason = null, work_until = null,
          give_up_at = null, ask_at = null, asked = 0, unsettled_since = null
      """;

  private static final String NOTED_AND_TOLD =
      """
        returning b.id, b.version, b.status, b.updated_at),
      noted as (
        insert into booking_change (booking_id, version, status, at)
        select id, version, status, updated_at from changed),
      told as (
        insert into outbox (id, type, subject, time, data, traceparent)
        select $8::uuid, $9::text, $10::text, $11::timestamptz, $12::text, $13::text from changed),
      answered as (
        update idempotency_key k set status = $16, location = $17, body = $18
        from changed where k.scope = $14 and k.key = $15)
      """;

  /** The seat stays what it is, so it is not locked: only who holds a booking takes it further. */
  private static final String BILLED =
      "with "
          + CHANGED
          + " where b.id = $1 and b.version = $2 and b.status = 'HOLDING'\n"
          + NOTED_AND_TOLD
          + "select 1 from changed";

  /** The seat is locked first, as always: the booking is reached through it. */
  private static final String CONFIRMED =
      """
      with place as (
        select s.id from seat s join booking b on b.seat_id = s.id
        where b.id = $1 and s.status = 'ON_GOING' for update of s),
      """
          + CHANGED
          + " from place where b.id = $1 and b.version = $2\n"
          + NOTED_AND_TOLD
          + """
          , heard as (
            insert into inbox (consumer, event_id)
            select $19::text, $20::text from changed where $20::text is not null
            on conflict do nothing),
          seated as (
            update seat set status = 'BOOKED', version = seat.version + 1
            from place, changed where seat.id = place.id
            returning seat.id, seat.event_id, seat.status, seat.version),
          streamed as (
            insert into seat_change (seat_id, event_id, status, version)
            select id, event_id, status, version from seated),
          paper as (
            insert into document (booking_id, kind, next_attempt_at)
            select id, $21::text, now() + $22::bigint * interval '1 millisecond' from changed
            where $21::text is not null
            on conflict do nothing)
          select 1 from changed
          """;

  private final Pool pool;
  private final Duration lease;

  FastPathStore(Pool pool, BookingConfig config) {
    this.pool = pool;
    this.lease = config.lease();
  }

  /** Takes a seat; empty when it could not, having done nothing. */
  Uni<Optional<Placed>> take(
      UUID id,
      BookSeat wanted,
      Holder holder,
      Optional<IdempotencyKey> key,
      Instant now,
      int most,
      String traceparent) {
    return pool.preparedQuery(TAKE)
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addUUID(holder.userId())
                .addString(holder.name())
                .addString(holder.language().tag())
                .addUUID(wanted.eventId())
                .addUUID(wanted.seatId())
                .addOffsetDateTime(utc(now))
                .addLong(lease.toMillis())
                .addString(traceparent)
                .addInteger(most)
                .addString(key.map(IdempotencyKey::scope).orElse(null))
                .addString(key.map(IdempotencyKey::key).orElse(null))
                .addString(key.map(IdempotencyKey::fingerprint).orElse(null)))
        .map(rows -> Rows.first(rows, row -> held(row, id, wanted, holder, now, traceparent)));
  }

  private static Placed held(
      Row row, UUID id, BookSeat wanted, Holder holder, Instant now, String traceparent) {
    Money price = new Money(row.getLong("price_amount"), row.getString("price_currency"));
    return new Placed(
        Booking.holding(id, holder, wanted.eventId(), wanted.seatId(), price, now, traceparent),
        new Placed.EventSummary(
            row.getString("title"),
            row.getString("venue"),
            instant(row, "starts_at"),
            row.getString("organiser_url"),
            true),
        new Placed.SeatSummary(
            row.getString("label"), row.getString("section"), row.getString("row_label")),
        null);
  }

  /**
   * Writes a held booking that has got its invoice.
   *
   * @return false when it is not held any more as that version, and nothing is done
   */
  Uni<Boolean> billed(Booking after, Event told, Optional<KeyedAnswer> answer) {
    return execute(BILLED, common(after, told, answer));
  }

  /**
   * Writes a confirmed booking with its seat.
   *
   * @param message what told of the payment, remembered with it
   * @return false when the booking is not that version any more, and nothing is done
   */
  Uni<Boolean> confirmed(
      Booking after,
      Event told,
      Optional<KeyedAnswer> answer,
      Optional<Heard> message,
      Optional<PaperRule.Due> paper) {
    return execute(
        CONFIRMED,
        common(after, told, answer)
            .addString(message.map(Heard::consumer).orElse(null))
            .addString(message.map(Heard::messageId).orElse(null))
            .addString(paper.map(PaperRule.Due::kind).orElse(null))
            .addLong(paper.map(due -> due.after().toMillis()).orElse(null)));
  }

  /** A message whose effect this is. */
  record Heard(String consumer, String messageId) {}

  /** An answer to be remembered under a key. */
  record KeyedAnswer(IdempotencyKey key, Answer answer) {}

  private Uni<Boolean> execute(String statement, Tuple parameters) {
    return pool.preparedQuery(statement).execute(parameters).map(rows -> rows.size() == 1);
  }

  private static Tuple common(Booking after, Event told, Optional<KeyedAnswer> answer) {
    Bill bill = after.bill();
    return Tuple.tuple()
        .addUUID(after.id())
        .addInteger(after.version() - 1)
        .addString(after.status().name())
        .addString(bill == null ? null : bill.invoiceNumber())
        .addString(bill == null ? null : bill.paymentUrl())
        .addOffsetDateTime(bill == null ? null : utc(bill.expiresAt()))
        .addOffsetDateTime(utc(after.updatedAt()))
        .addUUID(told.id())
        .addString(told.type())
        .addString(told.subject())
        .addOffsetDateTime(utc(told.time()))
        .addString(told.data())
        .addString(told.traceparent())
        .addString(answer.map(given -> given.key().scope()).orElse(null))
        .addString(answer.map(given -> given.key().key()).orElse(null))
        .addInteger(answer.map(given -> given.answer().status()).orElse(null))
        .addString(answer.map(given -> given.answer().location()).orElse(null))
        .addString(answer.map(given -> given.answer().body()).orElse(null));
  }
}
