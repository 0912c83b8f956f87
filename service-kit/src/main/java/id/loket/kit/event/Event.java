package id.loket.kit.event;

import id.loket.kit.id.Ids;
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
 */
public record Event(UUID id, String type, String subject, Instant time, String data) {

  /** The exchange all events go through. */
  public static final String EXCHANGE = "loket.events";

  /** An event of this moment. */
  public static Event now(String type, String subject, String data) {
    return new Event(Ids.next(), type, subject, Instant.now().truncatedTo(ChronoUnit.MICROS), data);
  }
}
