package id.loket.kit.event.queue;

import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * A queue a service consumes, as its channel {@code mp.messaging.incoming.<channel>} is configured.
 *
 * @param name {@code <service>.<what>}
 * @param routingKeys the events it is bound to
 * @param prefetch how many events the broker hands over before it hears of one
 * @param keysAtOnce of how many keys events are handled at the same time
 */
public record EventQueue(String name, List<String> routingKeys, int prefetch, int keysAtOnce) {
  private static final int PREFETCH = 100;
  private static final int KEYS_AT_ONCE = 4;

  /** The queue of a channel. */
  static EventQueue of(Config channel) {
    return new EventQueue(
        channel.getValue("queue.name", String.class),
        keys(channel.getValue("routing-keys", String.class)),
        channel.getOptionalValue("max-outstanding-messages", Integer.class).orElse(PREFETCH),
        channel.getOptionalValue("keys-at-once", Integer.class).orElse(KEYS_AT_ONCE));
  }

  static List<String> keys(String commaSeparated) {
    return Arrays.stream(commaSeparated.split(",")).map(String::strip).toList();
  }
}
