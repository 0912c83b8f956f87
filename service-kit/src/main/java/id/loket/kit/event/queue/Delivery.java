package id.loket.kit.event.queue;

import com.rabbitmq.client.AMQP;
import id.loket.kit.event.Event;
import id.loket.kit.event.PoisonMessage;
import id.loket.kit.trace.TraceParent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a channel has delivered and wants to hear about.
 *
 * @param session the channel; word goes to it and to no other
 * @param faults how often its handling failed for no reason that passes by itself
 */
record Delivery(
    Session session,
    long tag,
    AMQP.BasicProperties properties,
    byte[] body,
    Event event,
    AtomicInteger faults) {
  private static final String DELIVERIES = "x-delivery-count";
  private static final String DEATHS = "x-death";
  private static final String LIVES = "loket-lives";

  /**
   * Reads a delivery.
   *
   * @throws PoisonMessage when it is no event of ours
   */
  static Delivery of(Session session, long tag, AMQP.BasicProperties properties, byte[] body) {
    return new Delivery(
        session, tag, properties, body, event(properties, body), new AtomicInteger());
  }

  /** Events of one key are handled one after the other. */
  String key() {
    return event.subject();
  }

  /** How often the broker has delivered it before. */
  int deliveries() {
    return number(properties, DELIVERIES);
  }

  /** Whether it comes back from where it was put aside. */
  boolean wasParked() {
    return headers(properties).containsKey(DEATHS);
  }

  /** How often it was put back for having been delivered too often. */
  int lives() {
    return number(properties, LIVES);
  }

  /** To be published anew: the broker counts its deliveries from the beginning. */
  AMQP.BasicProperties again(boolean deliveredTooOften) {
    Map<String, Object> headers = new HashMap<>(headers(properties));
    headers.keySet().removeIf(name -> name.startsWith("x-"));
    if (deliveredTooOften) {
      headers.put(LIVES, lives() + 1);
    }
    return properties.builder().headers(headers).build();
  }

  private static Event event(AMQP.BasicProperties properties, byte[] body) {
    Map<String, Object> headers = headers(properties);
    try {
      return new Event(
          UUID.fromString(required(headers, "id")),
          required(headers, "type"),
          required(headers, "subject"),
          Instant.parse(required(headers, "time")),
          new String(body, StandardCharsets.UTF_8),
          text(headers, TraceParent.NAME));
    } catch (PoisonMessage poison) {
      throw poison;
    } catch (RuntimeException e) {
      throw new PoisonMessage("not an event of ours", e);
    }
  }

  private static Map<String, Object> headers(AMQP.BasicProperties properties) {
    return properties.getHeaders() == null ? Map.of() : properties.getHeaders();
  }

  private static int number(AMQP.BasicProperties properties, String header) {
    return headers(properties).get(header) instanceof Number number ? number.intValue() : 0;
  }

  private static String required(Map<String, Object> headers, String name) {
    String value = text(headers, "cloudEvents:" + name);
    if (value == null) {
      throw new PoisonMessage("header cloudEvents:" + name + " is missing", null);
    }
    return value;
  }

  private static String text(Map<String, Object> headers, String name) {
    Object value = headers.get(name);
    return value == null ? null : value.toString();
  }
}
