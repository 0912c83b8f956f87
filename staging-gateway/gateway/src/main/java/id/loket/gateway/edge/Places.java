package id.loket.gateway.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many exchanges may be under way at once, of one address, user or route: whoever has taken all
 * of theirs waits, and nobody else does. Counted in this replica.
 */
final class Places {
  private final ConcurrentHashMap<String, Integer> taken = new ConcurrentHashMap<>();

  /** The places one exchange has. For one event loop. */
  final class Held {
    private final List<String> keys = new ArrayList<>(4);

    /** Takes one more, or says that there is none. */
    boolean take(String key, int most) {
      if (taken.merge(key, 1, Integer::sum) > most) {
        free(key);
        return false;
      }
      keys.add(key);
      return true;
    }

    void giveBack(String key) {
      if (keys.remove(key)) {
        free(key);
      }
    }

    void giveAllBack() {
      keys.forEach(Places.this::free);
      keys.clear();
    }
  }

  Held none() {
    return new Held();
  }

  private void free(String key) {
    taken.computeIfPresent(key, (same, count) -> count > 1 ? count - 1 : null);
  }
}
