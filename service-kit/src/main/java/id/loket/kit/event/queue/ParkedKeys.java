package id.loket.kit.event.queue;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which keys have events that are parked at the broker, so that later events of the key are parked
 * behind them. Only what this replica parked is known here: events that return to another one are
 * given up after a while. For one thread.
 */
final class ParkedKeys {
  private final long patienceMillis;
  private final Map<String, Away> keys = new HashMap<>();

  /**
   * @param patienceMillis how long after the last one was parked its return is expected
   */
  ParkedKeys(long patienceMillis) {
    this.patienceMillis = patienceMillis;
  }

  private static final class Away {
    private final Set<UUID> events = new LinkedHashSet<>();
    private long until;
  }

  /** An event is parked, behind all of its key that are. */
  void parked(String key, UUID event, long now) {
    Away away = keys.computeIfAbsent(key, k -> new Away());
    away.events.add(event);
    away.until = now + patienceMillis;
  }

  /**
   * Whether an event that arrives has to be parked because an earlier one of its key is. One that
   * returns may go on.
   */
  boolean isBehind(String key, UUID event, long now) {
    Away away = keys.get(key);
    if (away == null) {
      return false;
    }
    boolean returns = away.events.remove(event);
    if (away.events.isEmpty() || now > away.until) {
      keys.remove(key);
      return false;
    }
    return !returns;
  }

  void forget() {
    keys.clear();
  }
}
