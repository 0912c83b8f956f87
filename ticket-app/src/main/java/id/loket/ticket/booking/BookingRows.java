package id.loket.ticket.booking;

import static id.loket.kit.postgres.Timestamps.instant;

import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import id.loket.kit.trace.TraceParent;
import io.vertx.mutiny.sqlclient.Row;
import java.util.UUID;

/** Rows of bookings with their event and their seat. */
final class BookingRows {
  /** Who takes part is called {@code b}, {@code e} and {@code s}. */
  static final String PLACED =
      """
      select b.*, e.title, e.venue, e.starts_at, e.organiser_url,
        (e.status = 'PUBLISHED' and e.starts_at > now()) as takes_place,
        s.label, s.section, s.row_label,
        case when b.status = 'QUEUED' then (
          select count(*) from booking ahead
          where ahead.seat_id = b.seat_id and ahead.status = 'QUEUED'
            and ahead.queue_number <= b.queue_number) end as position
      """;

  static final String FROM =
      " from booking b join event e on e.id = b.event_id join seat s on s.id = b.seat_id\n";

  private BookingRows() {}

  static Placed placed(Row row) {
    Placed.EventSummary event =
        new Placed.EventSummary(
            row.getString("title"),
            row.getString("venue"),
            instant(row, "starts_at"),
            row.getString("organiser_url"),
            row.getBoolean("takes_place"));
    Placed.SeatSummary seat =
        new Placed.SeatSummary(
            row.getString("label"), row.getString("section"), row.getString("row_label"));
    return new Placed(booking(row), event, seat, row.getInteger("position"));
  }

  private static Booking booking(Row row) {
    String invoice = row.getString("invoice_number");
    UUID order = row.getUUID("order_id");
    String currency = row.getString("price_currency");
    return new Booking(
        row.getUUID("id"),
        new Holder(
            row.getUUID("user_id"),
            row.getString("holder_name"),
            Language.ofTag(row.getString("locale"))),
        row.getUUID("event_id"),
        row.getUUID("seat_id"),
        new Money(row.getLong("price_amount"), currency),
        BookingStatus.valueOf(row.getString("status")),
        row.getInteger("version"),
        row.getBoolean("promoted"),
        invoice == null
            ? null
            : new Bill(invoice, row.getString("payment_url"), instant(row, "expires_at")),
        reason(row),
        instant(row, "give_up_at"),
        instant(row, "checked_in_at"),
        instant(row, "refunded_at"),
        instant(row, "unsettled_since"),
        instant(row, "created_at"),
        instant(row, "updated_at"),
        row.getString(TraceParent.NAME),
        order == null
            ? null
            : new Booking.InOrder(order, new Money(row.getLong("order_total"), currency)),
        group(row, currency));
  }

  private static Booking.InGroup group(Row row, String currency) {
    UUID id = row.getUUID("group_id");
    return id == null
        ? null
        : new Booking.InGroup(
            id,
            row.getInteger("group_size"),
            row.getBoolean("group_lead"),
            new Money(row.getLong("group_total"), currency),
            row.getBoolean("cancelled_alone"));
  }

  static Reason reason(Row row) {
    String code = row.getString("reason");
    return code == null ? null : Reason.ofCode(code);
  }
}
