package id.loket.gateway.push;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the gateway has at the broker (docs/adr/0032): a queue for each partition of the devices,
 * with one active consumer among all replicas, so that a device's pushes stay in order; and the
 * dead queue. A full partition refuses. {@value #NAME} itself is consumed too: what is replayed
 * from the dead queue comes back there.
 */
final class PushTopology {
  static final String NAME = "gateway.pushes";
  static final String DEAD = NAME + ".dead";
  static final String DEAD_EXCHANGE = "loket.dead";
  static final int PARTITIONS = 8;

  // A push is never given up for having waited: the broker's own limit (20 since 4.0) would.
  private static final int NO_DELIVERY_LIMIT = Integer.MAX_VALUE;

  private PushTopology() {}

  /** The queue of a device. */
  static String partitionOf(String device) {
    return partition(Math.floorMod(device.hashCode(), PARTITIONS));
  }

  private static String partition(int number) {
    return NAME + "." + number;
  }

  static List<String> partitions() {
    return IntStream.range(0, PARTITIONS).mapToObj(PushTopology::partition).toList();
  }

  /** All that is consumed. */
  static List<String> queues() {
    return Stream.concat(Stream.of(NAME), partitions().stream()).toList();
  }

  /**
   * Makes what is not there yet.
   *
   * @param mostBytes of pushes, in all
   */
  static void declare(Channel channel, long mostBytes) throws IOException {
    channel.exchangeDeclare(DEAD_EXCHANGE, BuiltinExchangeType.DIRECT, true);
    channel.queueDeclare(DEAD, true, false, false, Map.of("x-queue-type", "quorum"));
    channel.queueBind(DEAD, DEAD_EXCHANGE, NAME);
    // Of its own name: the broker lets the gateway's user write to no other.
    channel.exchangeDeclare(NAME, BuiltinExchangeType.DIRECT, true);
    // As it has always been: a queue cannot be declared anew with other arguments.
    declare(channel, NAME, arguments(mostBytes));
    for (String partition : partitions()) {
      Map<String, Object> arguments = arguments(mostBytes / PARTITIONS);
      arguments.put("x-delivery-limit", NO_DELIVERY_LIMIT);
      declare(channel, partition, arguments);
    }
  }

  private static void declare(Channel channel, String queue, Map<String, Object> arguments)
      throws IOException {
    channel.queueDeclare(queue, true, false, false, arguments);
    channel.queueBind(queue, NAME, queue);
  }

  private static Map<String, Object> arguments(long mostBytes) {
    return new HashMap<>(
        Map.of(
            "x-queue-type",
            "quorum",
            "x-single-active-consumer",
            true,
            "x-max-length-bytes",
            mostBytes,
            "x-overflow",
            "reject-publish",
            "x-dead-letter-exchange",
            DEAD_EXCHANGE,
            "x-dead-letter-routing-key",
            NAME,
            "x-dead-letter-strategy",
            "at-least-once"));
  }
}
