package id.loket.kit.event.queue;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import id.loket.kit.event.Event;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * What one service has at the broker: the queues it consumes, bound to {@value Event#EXCHANGE}, and
 * two of its own beside them. Declared by whoever connects first, before anything is published or
 * consumed; the queues of other services are declared when the broker is set up, because a service
 * may only touch what bears its name.
 *
 * <ul>
 *   <li>{@code <service>.parked}: events that wait longer than a consumer may hold them; each goes
 *       back to the end of its queue after {@link #PARKED_MILLIS}
 *   <li>{@code <service>.unheard}: events the service published and no queue was bound to; see
 *       {@link id.loket.kit.event.EventPublisher}
 * </ul>
 */
public final class QueueTopology {
  /** How long a parked event stays away. */
  public static final int PARKED_MILLIS = 15_000;

  static final String DEAD_EXCHANGE = "loket.dead";
  private static final int DELIVERY_LIMIT = 20;
  private static final int MOST_UNHEARD = 100_000;
  private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");
  private static final Pattern QUEUE_NAME =
      Pattern.compile("(mp\\.messaging\\.incoming\\.[^.]+\\.)queue\\.name");

  private final String service;
  private final Map<String, List<String>> queues = new TreeMap<>();

  /** The topology of a service, with the queues its configuration names. */
  public QueueTopology(Config config, String service) {
    this.service = service;
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .map(QUEUE_NAME::matcher)
        .filter(Matcher::matches)
        .forEach(
            name ->
                queues.put(
                    config.getValue(name.group(), String.class),
                    EventQueue.keys(
                        config.getValue(name.group(1) + "routing-keys", String.class))));
  }

  /** The queues the service consumes. */
  public List<String> queues() {
    return List.copyOf(queues.keySet());
  }

  /** Where events wait that are parked; also the exchange they are published to. */
  public String parked() {
    return service + ".parked";
  }

  /** Where events wait that no queue was bound to; also the exchange they are published to. */
  public String unheard() {
    return service + ".unheard";
  }

  /** Makes what is not there yet. */
  public void declare(Channel channel) throws IOException {
    channel.exchangeDeclare(Event.EXCHANGE, BuiltinExchangeType.TOPIC, true);
    declareUnheard(channel);
    if (queues.isEmpty()) {
      return;
    }
    String returns = service + ".queues";
    channel.exchangeDeclare(DEAD_EXCHANGE, BuiltinExchangeType.DIRECT, true);
    channel.exchangeDeclare(returns, BuiltinExchangeType.DIRECT, true);
    for (Map.Entry<String, List<String>> queue : queues.entrySet()) {
      declare(channel, queue.getKey(), queue.getValue());
      channel.queueBind(queue.getKey(), returns, queue.getKey());
    }
    // The routing key of a parked event is its queue, and takes it back there.
    channel.exchangeDeclare(parked(), BuiltinExchangeType.FANOUT, true);
    channel.queueDeclare(
        parked(),
        true,
        false,
        false,
        Map.of(
            "x-queue-type", "quorum",
            "x-message-ttl", PARKED_MILLIS,
            "x-dead-letter-exchange", returns,
            "x-dead-letter-strategy", "at-least-once",
            "x-overflow", "reject-publish"));
    channel.queueBind(parked(), parked(), "");
  }

  private static void declare(Channel channel, String queue, List<String> routingKeys)
      throws IOException {
    channel.queueDeclare(queue + ".dead", true, false, false, QUORUM);
    channel.queueBind(queue + ".dead", DEAD_EXCHANGE, queue);
    channel.queueDeclare(
        queue,
        true,
        false,
        false,
        Map.of(
            "x-queue-type", "quorum",
            "x-delivery-limit", DELIVERY_LIMIT,
            "x-dead-letter-exchange", DEAD_EXCHANGE,
            "x-dead-letter-routing-key", queue));
    for (String key : routingKeys) {
      channel.queueBind(queue, Event.EXCHANGE, key);
    }
  }

  /** Full, it refuses: then the event stays where its publisher keeps it. */
  private void declareUnheard(Channel channel) throws IOException {
    channel.exchangeDeclare(unheard(), BuiltinExchangeType.FANOUT, true);
    channel.queueDeclare(
        unheard(),
        true,
        false,
        false,
        Map.of(
            "x-queue-type", "quorum",
            "x-max-length", MOST_UNHEARD,
            "x-overflow", "reject-publish"));
    channel.queueBind(unheard(), unheard(), "");
  }
}
