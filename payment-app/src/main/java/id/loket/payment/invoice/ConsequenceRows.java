package id.loket.payment.invoice;

import id.loket.payment.event.InvoiceEvent;
import id.loket.payment.webhook.Delivery;
import java.util.stream.Stream;

/**
 * How the consequences of an invoice's change stand in its partition: the same whether they are
 * written with a condition ({@link InvoiceStore}) or without ({@link IssueStore}).
 */
final class ConsequenceRows {
  /** Takes {@link #of(InvoiceNumber, InvoiceEvent, Object...)}. */
  static final String EVENT =
      """
      insert into {keyspace}.invoice (number, entry, id, state, created, type, sequence, message, webhook)
      values (?, 'event', ?, ?, ?, ?, ?, ?, ?)\
      """;

  /** The columns that {@link #of(Delivery, Object...)} is for. */
  static final String DELIVERY_COLUMNS =
      "number, entry, id, created, type, sequence, event_id, endpoint_id";

  /** The values of these columns. */
  static final String DELIVERY_VALUES = "?, 'delivery', ?, ?, ?, ?, ?, ?";

  private ConsequenceRows() {}

  static Object[] of(InvoiceNumber number, InvoiceEvent event, Object... more) {
    return and(
        more,
        number.text(),
        event.id(),
        event.isForBroker() ? "UNPUBLISHED" : null,
        event.time(),
        event.type(),
        event.sequence(),
        event.message(),
        event.webhook());
  }

  static Object[] of(Delivery delivery, Object... more) {
    return and(
        more,
        delivery.invoiceNumber(),
        delivery.id(),
        delivery.createdAt(),
        delivery.type(),
        delivery.sequence(),
        delivery.eventId(),
        delivery.endpointId());
  }

  private static Object[] and(Object[] more, Object... first) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray();
  }
}
