package id.loket.kit.event;

import id.loket.kit.id.Ids;
import id.loket.kit.trace.TraceParent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Something that happened, in the terms of CloudEvents 1.0. On RabbitMQ the attributes travel as
 * headers {@code cloudEvents:<name>}: the CloudEvents AMQP binding is for AMQP 1.0 only.
 *
 * @param id unique; consumers take an id in once
 * @param type what happened; also the routing key
 * @param subject the thing it happened to; events of one subject keep their order
 * @param time when
 * @param data JSON
 * @param traceparent the trace it happened in (W3C Trace Context), or null
 */
public record Event(
    UUID id, String type, String subject, Instant time, String data, String traceparent) {

  /** The exchange all events go through. */
  public static final String EXCHANGE = "loket.events";

  /** An event that belongs to no trace. */
  public Event(UUID id, String type, String subject, Instant time, String data) {
    this(id, type, subject, time, data, null);
  }

  /** An event of this moment and of the trace this is done in. */
  public static Event now(String type, String subject, String data) {
    return new Event(
        Ids.next(),
        type,
        subject,
        Instant.now().truncatedTo(ChronoUnit.MICROS),
        data,
        TraceParent.current());
  }

  /** The same in that trace, unless it happened in one already. */
  public Event elseIn(String otherTraceparent) {
    return traceparent == null ? in(otherTraceparent) : this;
  }

  /** The same in that trace. */
  public Event in(String otherTraceparent) {
    return new Event(id, type, subject, time, data, otherTraceparent);
  }
}
