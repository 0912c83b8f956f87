package id.loket.kit.event.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which of the deliveries at hand may begin: of one key one at a time and in order, of different
 * keys several at once. A key whose first delivery must wait keeps its later ones behind it and
 * lets the other keys go on. Time is whatever the caller counts in milliseconds. For one thread.
 */
public final class Lanes<D> {
  private final int keysAtOnce;
  private final Map<String, Lane<D>> lanes = new HashMap<>();
  private final Deque<String> ready = new ArrayDeque<>();
  private final Set<String> running = new HashSet<>();

  /**
   * No deliveries.
   *
   * @param keysAtOnce how many keys are handled at the same time
   */
  public Lanes(int keysAtOnce) {
    this.keysAtOnce = keysAtOnce;
  }

  private static final class Lane<D> {
    private final Deque<D> deliveries = new ArrayDeque<>();
    private int waits;
    private long waitingSince;
    private long due = NOT_WAITING;

    private boolean isWaiting() {
      return due != NOT_WAITING;
    }
  }

  private static final long NOT_WAITING = Long.MIN_VALUE;

  /** The deliveries of a key that has left. */
  record Left<D>(String key, List<D> deliveries) {}

  /** Puts a delivery behind those of its key. */
  public void add(String key, D delivery) {
    Lane<D> lane = lanes.get(key);
    if (lane == null) {
      lane = new Lane<>();
      lanes.put(key, lane);
      if (!running.contains(key)) {
        ready.add(key);
      }
    }
    lane.deliveries.add(delivery);
  }

  /** The next delivery to be handled, or null. It is followed by one of the calls below. */
  public D next(long now) {
    for (Map.Entry<String, Lane<D>> each : lanes.entrySet()) {
      if (each.getValue().isWaiting() && each.getValue().due <= now) {
        each.getValue().due = NOT_WAITING;
        ready.add(each.getKey());
      }
    }
    if (running.size() >= keysAtOnce || ready.isEmpty()) {
      return null;
    }
    String key = ready.poll();
    running.add(key);
    return lanes.get(key).deliveries.peek();
  }

  /** The first delivery of a key needs no more handling. */
  public void done(String key) {
    running.remove(key);
    Lane<D> lane = lanes.get(key);
    lane.deliveries.poll();
    lane.waits = 0;
    if (lane.deliveries.isEmpty()) {
      lanes.remove(key);
    } else {
      ready.add(key);
    }
  }

  /** The first delivery of a key is tried again after a while. */
  public void waits(String key, long now, long millis) {
    running.remove(key);
    Lane<D> lane = lanes.get(key);
    if (lane.waits++ == 0) {
      lane.waitingSince = now;
    }
    lane.due = now + millis;
  }

  /** How often the first delivery of a key was tried in vain. */
  public int waitsOf(String key) {
    Lane<D> lane = lanes.get(key);
    return lane == null ? 0 : lane.waits;
  }

  /** Something that was begun before {@link #forget} has ended: its key may go on. */
  public void ended(String key) {
    running.remove(key);
    if (lanes.containsKey(key)) {
      ready.add(key);
    }
  }

  /** All deliveries are void; what is being handled goes on, and its keys wait for it. */
  public void forget() {
    lanes.clear();
    ready.clear();
  }

  /** All deliveries of keys that are not being handled leave, in order of each key. */
  List<Left<D>> leaveIdle() {
    List<Left<D>> left = new ArrayList<>();
    for (String key : List.copyOf(lanes.keySet())) {
      Deque<D> deliveries = lanes.get(key).deliveries;
      if (running.contains(key)) {
        D first = deliveries.poll();
        left.add(new Left<>(key, List.copyOf(deliveries)));
        deliveries.clear();
        deliveries.add(first);
      } else {
        left.add(new Left<>(key, List.copyOf(deliveries)));
        lanes.remove(key);
      }
    }
    ready.clear();
    return left;
  }

  /** Keys that have been waiting for that long leave with all their deliveries. */
  List<Left<D>> leaveWaiting(long now, long millis) {
    List<Left<D>> left = new ArrayList<>();
    lanes
        .entrySet()
        .removeIf(
            each -> {
              Lane<D> lane = each.getValue();
              boolean leaves = lane.isWaiting() && now - lane.waitingSince >= millis;
              if (leaves) {
                left.add(new Left<>(each.getKey(), List.copyOf(lane.deliveries)));
              }
              return leaves;
            });
    return left;
  }

  /** What waits may be tried now. */
  void wake() {
    lanes.values().stream().filter(Lane::isWaiting).forEach(lane -> lane.due = Long.MIN_VALUE + 1);
  }

  /** When the next key that waits may be tried. */
  public OptionalLong nextDue() {
    return lanes.values().stream().filter(Lane::isWaiting).mapToLong(lane -> lane.due).min();
  }

  /** Deliveries whose key waits. */
  int waiting() {
    return lanes.values().stream()
        .filter(Lane::isWaiting)
        .mapToInt(lane -> lane.deliveries.size())
        .sum();
  }
}
