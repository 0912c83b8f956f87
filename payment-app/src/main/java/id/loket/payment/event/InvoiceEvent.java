package id.loket.payment.event;

import java.time.Instant;
import java.util.UUID;

/**
 * Something that happened to an invoice, written in the same batch as the change itself.
 *
 * @param id known to consumers of messages and receivers of webhooks alike
 * @param type {@code invoice.issued}, {@code invoice.paid}, {@code invoice.failed}, {@code
 *     invoice.partly_refunded} or {@code invoice.refunded}
 * @param sequence the invoice's version it led to; events of one invoice are in this order
 * @param message the JSON published to the message broker; null for what is told by webhook only
 * @param webhook the JSON sent to webhook receivers, byte for byte the same at every attempt
 * @param traceparent the invoice's trace, or null
 */
public record InvoiceEvent(
    UUID id,
    String type,
    int sequence,
    Instant time,
    String message,
    String webhook,
    String traceparent) {

  /** Whether it is published to the message broker. */
  public boolean isForBroker() {
    return message != null;
  }
}
