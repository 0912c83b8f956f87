package id.loket.gateway.edge;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What there is only so much of at once, in this replica: exchanges of one address, user or route,
 * and memory. Whoever has taken all of theirs waits, and nobody else does.
 */
final class Places {
  private final ConcurrentHashMap<String, Long> taken = new ConcurrentHashMap<>();

  /** What one exchange has. For one event loop. */
  final class Held {
    private final Map<String, Long> mine = new HashMap<>(8);

    /** Takes one more, or says that there is none. */
    boolean take(String key, long most) {
      return take(key, 1, most);
    }

    /** Takes so many more, or says that there are none. */
    boolean take(String key, long amount, long most) {
      if (taken.merge(key, amount, Long::sum) > most) {
        free(key, amount);
        return false;
      }
      mine.merge(key, amount, Long::sum);
      return true;
    }

    void giveBack(String key) {
      Long amount = mine.remove(key);
      if (amount != null) {
        free(key, amount);
      }
    }

    void giveAllBack() {
      mine.forEach(Places.this::free);
      mine.clear();
    }
  }

  Held none() {
    return new Held();
  }

  private void free(String key, long amount) {
    taken.computeIfPresent(key, (same, all) -> all > amount ? all - amount : null);
  }
}
