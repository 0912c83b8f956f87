package id.loket.payment.webhook;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which receivers are left alone for a while. Redis knows it for all replicas; each remembers what
 * it was told last, which it is with every look at the receiver's queue.
 */
@Singleton
class Pauses {
  private final WebhookQueue queue;
  private final Map<UUID, Pause> known = new ConcurrentHashMap<>();

  Pauses(WebhookQueue queue) {
    this.queue = queue;
  }

  /**
   * What is known of a pause.
   *
   * @param since since when, in {@link System#nanoTime}
   */
  private record Pause(long since, Duration howLong) {
    boolean isOver() {
      return System.nanoTime() - since >= howLong.toNanos();
    }
  }

  /** Leaves a receiver alone: at once here, and everywhere as soon as Redis knows. */
  Uni<Void> pause(UUID endpointId, Duration howLong) {
    remember(endpointId, howLong);
    return queue.pause(endpointId, howLong).invoke(() -> remember(endpointId, howLong));
  }

  /**
   * Takes note of what Redis knew.
   *
   * @param asked when it was asked, in {@link System#nanoTime}: a pause made since stays
   * @param left how much is left of a pause; nothing without one
   */
  void learn(UUID endpointId, long asked, Duration left) {
    known.compute(
        endpointId,
        (id, pause) -> {
          boolean isNewer = pause != null && pause.since() - asked > 0 && !pause.isOver();
          return isNewer ? pause : left.isPositive() ? new Pause(asked, left) : null;
        });
  }

  boolean isPaused(UUID endpointId) {
    Pause pause = known.get(endpointId);
    return pause != null && !pause.isOver();
  }

  private void remember(UUID endpointId, Duration howLong) {
    known.put(endpointId, new Pause(System.nanoTime(), howLong));
  }
}
