package id.loket.kit.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Counts requests of this replica (GCRA): of each caller one number is kept, the time at which all
 * of the quota is back. A request pushes it on by one step; one that would push it further than a
 * window from now is refused, and pushes nothing.
 */
final class Buckets {
  private static final int MOST = 50_000;
  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /**
   * Whoever asks with ever new addresses makes others' be forgotten, which admits them too early;
   * never grows the memory.
   */
  private final Cache<Key, Long> fullAt =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(FORGOTTEN_AFTER).build();

  private record Key(String quota, String who) {}

  /**
   * What a quota says of one request.
   *
   * @param remaining how many more would be admitted now
   * @param seconds until all of it is back; of a refusal: until the next is admitted
   */
  record Verdict(Quota quota, boolean admitted, long remaining, long seconds) {
    /** {@code RateLimit}. */
    String header() {
      return "\"%s\";r=%d;t=%d".formatted(quota.name(), remaining, seconds);
    }
  }

  /** Counts one request. */
  Verdict take(Quota quota, String who, long now) {
    boolean[] admitted = {false};
    long full =
        fullAt
            .asMap()
            .compute(
                new Key(quota.name(), who),
                (key, before) -> {
                  long from = before == null ? now : Math.max(before, now);
                  long after = from + quota.stepNanos();
                  admitted[0] = after - quota.window().toNanos() <= now;
                  return admitted[0] ? after : from;
                });
    long room = now + quota.window().toNanos() - full;
    long wait = admitted[0] ? full - now : quota.stepNanos() - room;
    return new Verdict(
        quota,
        admitted[0],
        admitted[0] ? Math.clamp(room / quota.stepNanos(), 0, quota.requests()) : 0,
        (Math.max(0, wait) + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
  }

  /** Gives one request back. */
  void giveBack(Quota quota, String who) {
    fullAt
        .asMap()
        .computeIfPresent(new Key(quota.name(), who), (key, before) -> before - quota.stepNanos());
  }
}
