package id.loket.ticket.order;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import id.loket.kit.trace.TraceParent;
import id.loket.ticket.booking.Placed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Orders in PostgreSQL. */
@Singleton
class OrderStore {
  private static final String ORDER =
      """
      select o.*, (
        select json_agg(json_build_object('store', i.store, 'item', i.item, 'quantity', i.quantity,
          'price', i.price_amount) order by i.store, i.item)
        from order_item i where i.order_id = o.id) as lines,
        b.id as booking_id, b.event_id, b.seat_id, b.price_amount as seat_price,
        b.checked_in_at is not null as seat_used, e.title,
        s.label, s.section, s.row_label
      from shop_order o
      left join booking b on b.order_id = o.id
      left join event e on e.id = b.event_id
      left join seat s on s.id = b.seat_id
      """;

  private final Duration billingLimit;
  private final Duration lease;

  OrderStore(OrderConfig config) {
    this.billingLimit = config.billingLimit();
    this.lease = config.lease();
  }

  /**
   * An order whose time is over, the caller's to ask about for the lease's length.
   *
   * @param invoiceNumber null when nobody has billed it
   * @param asked how often payment-app has been asked, this time too
   */
  record Overdue(UUID id, String invoiceNumber, int asked, String traceparent) {}

  /** A step that is late. */
  record Late(UUID orderId, Step step, Instant createdAt, String traceparent) {}

  Uni<Void> insert(SqlClient transaction, Order order) {
    return transaction
        .preparedQuery(
            """
            with placed as (
              insert into shop_order (id, user_id, locale, status, version, total_amount,
                total_currency, created_at, updated_at, traceparent, ask_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9,
                now() + $14 * interval '1 millisecond')
              returning id)
            insert into order_item (order_id, store, item, quantity, price_amount)
            select placed.id, line.* from placed,
              unnest($10::text[], $11::text[], $12::bigint[], $13::bigint[]) as line
            """)
        .execute(
            Tuple.tuple()
                .addUUID(order.id())
                .addUUID(order.userId())
                .addString(order.language().tag())
                .addString(order.status().name())
                .addInteger(order.version())
                .addLong(order.total().amount())
                .addString(order.total().currency())
                .addOffsetDateTime(utc(order.createdAt()))
                .addString(order.traceparent())
                .addArrayOfString(
                    order.lines().stream().map(Order.Line::store).toArray(String[]::new))
                .addArrayOfString(
                    order.lines().stream().map(Order.Line::item).toArray(String[]::new))
                .addArrayOfLong(
                    order.lines().stream().map(Order.Line::quantity).toArray(Long[]::new))
                .addArrayOfLong(
                    order.lines().stream().map(line -> line.price().amount()).toArray(Long[]::new))
                .addLong(billingLimit.toMillis()))
        .replaceWithVoid();
  }

  /** Writes a new status. */
  Uni<Void> update(SqlClient transaction, Order order) {
    return transaction
        .preparedQuery(
            """
            update shop_order set status = $2, version = $3, reason = $4, updated_at = $5,
              refunded_at = $6, unsettled_since = null
            where id = $1
            """)
        .execute(
            Tuple.of(
                order.id(),
                order.status().name(),
                order.version(),
                order.reason(),
                utc(order.updatedAt()),
                utc(order.refundedAt())))
        .replaceWithVoid();
  }

  /** Notes that a step is done; its first time stays. */
  Uni<Void> done(SqlClient transaction, UUID id, Step step, Instant at) {
    return transaction
        .preparedQuery(
            "update shop_order set %1$s = coalesce(%1$s, $2) where id = $1"
                .formatted(step.column()))
        .execute(Tuple.of(id, utc(at)))
        .replaceWithVoid();
  }

  /** Notes an order's invoice, and tells which booking it carries. */
  Uni<Optional<UUID>> billed(SqlClient transaction, UUID id, Order.Bill bill) {
    return transaction
        .preparedQuery(
            """
            update shop_order set invoice_number = $2, payment_url = $3, expires_at = $4,
              ask_at = $4, asked = 0, unsettled_since = null
            where id = $1 and invoice_number is null
            """)
        .execute(Tuple.of(id, bill.invoiceNumber(), bill.paymentUrl(), utc(bill.expiresAt())))
        .chain(() -> bookingOf(transaction, id));
  }

  Uni<Optional<Order>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery(ORDER + "where o.id = $1")
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, OrderStore::read));
  }

  /** An order nobody else changes until the caller's transaction ends. */
  Uni<Optional<Order>> lock(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery(ORDER + "where o.id = $1 for update of o")
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, OrderStore::read));
  }

  /** Orders newest first; null leaves a filter out. */
  Uni<List<Order>> list(
      SqlClient client, UUID userId, OrderStatus status, Cursor cursor, int limit) {
    return client
        .preparedQuery(
            ORDER
                + """
                where ($1::uuid is null or o.user_id = $1)
                  and ($2::text is null or o.status = $2)
                  and ($3::timestamptz is null or (o.created_at, o.id) < ($3, $4::uuid))
                order by o.created_at desc, o.id desc limit $5
                """)
        .execute(
            Tuple.of(
                userId,
                status == null ? null : status.name(),
                cursor == null ? null : utc(cursor.at()),
                cursor == null ? null : cursor.id(),
                limit))
        .map(rows -> Rows.list(rows, OrderStore::read));
  }

  /** Orders whose time to be paid, or to be billed, is over. */
  Uni<List<Overdue>> takeOverdue(SqlClient client, int limit) {
    return client
        .preparedQuery(
            """
            update shop_order o
            set ask_at = now() + $1 * interval '1 millisecond', asked = o.asked + 1
            from (
              select id from shop_order where status = 'PLACED' and ask_at <= now()
              order by ask_at limit $2 for update skip locked) due
            where o.id = due.id
            returning o.id, o.invoice_number, o.asked, o.traceparent
            """)
        .execute(Tuple.of(lease.toMillis(), limit))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Overdue(
                            row.getUUID("id"),
                            row.getString("invoice_number"),
                            row.getInteger("asked"),
                            row.getString(TraceParent.NAME))));
  }

  /**
   * Leaves an overdue order to be asked about again.
   *
   * @param patience how long after its time a person is called
   * @return whether this is the moment to call one
   */
  Uni<Boolean> askAgain(SqlClient client, UUID id, Duration wait, Duration patience) {
    return client
        .preparedQuery(
            """
            update shop_order set ask_at = now() + $2 * interval '1 millisecond',
              unsettled_since = case
                when coalesce(expires_at, created_at + $4 * interval '1 millisecond')
                  + $3 * interval '1 millisecond' <= now()
                then coalesce(unsettled_since, now()) end
            where id = $1 and status = 'PLACED'
            returning old.unsettled_since is null and new.unsettled_since is not null as due
            """)
        .execute(Tuple.of(id, wait.toMillis(), patience.toMillis(), billingLimit.toMillis()))
        .map(rows -> Rows.first(rows, row -> row.getBoolean("due")).orElse(false));
  }

  private static Uni<Optional<UUID>> bookingOf(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery("select id from booking where order_id = $1")
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, row -> row.getUUID("id")));
  }

  /** Orders that carry a seat of an event that is off. */
  Uni<List<UUID>> ofCancelledEvents(SqlClient client, int limit) {
    return client
        .preparedQuery(
            """
            select b.order_id from event e join booking b on b.event_id = e.id
            where e.status = 'CANCELLED' and not e.bookings_ended and b.order_id is not null
              and b.status in ('PENDING_PAYMENT', 'CONFIRMED') and b.checked_in_at is null
            limit $1
            """)
        .execute(Tuple.of(limit))
        .map(rows -> Rows.list(rows, row -> row.getUUID("order_id")));
  }

  /** Marks steps that are late, each once, and names them. */
  Uni<List<Late>> markLate(SqlClient transaction, Step step, Duration limit, int most) {
    return transaction
        .preparedQuery(
            """
            update shop_order set late = late || $1::text
            where id in (
              select id from shop_order
              where status <> 'CANCELLED' and %1$s is null and not ($1::text = any (late))
                and created_at < now() - $2 * interval '1 millisecond'
                and (invoice_at is null or fulfilment_at is null or forecasting_at is null
                  or logistic_at is null)
              order by created_at limit $3 for update skip locked)
            returning id, created_at, traceparent
            """
                .formatted(step.column()))
        .execute(Tuple.of(step.name(), limit.toMillis(), most))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Late(
                            row.getUUID("id"),
                            step,
                            instant(row, "created_at"),
                            row.getString(TraceParent.NAME))));
  }

  private static Order read(Row row) {
    String currency = row.getString("total_currency");
    JsonArray lines = (JsonArray) row.getJson("lines");
    String invoice = row.getString("invoice_number");
    Map<Step, Instant> done = new EnumMap<>(Step.class);
    for (Step step : Step.values()) {
      Instant at = instant(row, step.column());
      if (at != null) {
        done.put(step, at);
      }
    }
    Set<Step> late = EnumSet.noneOf(Step.class);
    Arrays.stream(row.getArrayOfStrings("late")).map(Step::valueOf).forEach(late::add);
    return new Order(
        row.getUUID("id"),
        row.getUUID("user_id"),
        Language.ofTag(row.getString("locale")),
        OrderStatus.valueOf(row.getString("status")),
        row.getInteger("version"),
        lines.stream().map(line -> line((JsonObject) line, currency)).toList(),
        seat(row, currency),
        new Money(row.getLong("total_amount"), currency),
        row.getString("reason"),
        invoice == null
            ? null
            : new Order.Bill(invoice, row.getString("payment_url"), instant(row, "expires_at")),
        done,
        late,
        instant(row, "refunded_at"),
        instant(row, "unsettled_since"),
        instant(row, "created_at"),
        instant(row, "updated_at"),
        row.getString(TraceParent.NAME));
  }

  private static Order.Seat seat(Row row, String currency) {
    UUID booking = row.getUUID("booking_id");
    return booking == null
        ? null
        : new Order.Seat(
            booking,
            row.getUUID("event_id"),
            row.getUUID("seat_id"),
            row.getString("title"),
            new Placed.SeatSummary(
                    row.getString("label"), row.getString("section"), row.getString("row_label"))
                .text(),
            new Money(row.getLong("seat_price"), currency),
            row.getBoolean("seat_used"));
  }

  private static Order.Line line(JsonObject line, String currency) {
    return new Order.Line(
        line.getString("store"),
        line.getString("item"),
        line.getLong("quantity"),
        new Money(line.getLong("price"), currency));
  }
}
