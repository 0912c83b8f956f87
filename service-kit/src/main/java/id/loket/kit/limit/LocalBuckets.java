package id.loket.kit.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;

/** Buckets of this replica alone. Times are in microseconds, of any clock that only goes on. */
public final class LocalBuckets {
  private static final int MOST = 100_000;
  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

  /**
   * Whoever asks with ever new addresses makes others' be forgotten, which admits them too early;
   * never grows the memory.
   */
  private final Cache<String, Long> emptyAt =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(FORGOTTEN_AFTER).build();

  /** Counts a request. */
  public Verdict count(Bucket bucket, long now) {
    return count(List.of(bucket), now).getFirst();
  }

  /** Counts a request against all of these, or against none if one of them refuses it. */
  public synchronized List<Verdict> count(List<Bucket> buckets, long now) {
    boolean admitted =
        buckets.stream()
            .allMatch(
                bucket ->
                    LeakyBucket.admits(
                        bucket.quota(),
                        LeakyBucket.after(bucket.quota(), stored(bucket, now), now),
                        now));
    return buckets.stream().map(bucket -> count(bucket, admitted, now)).toList();
  }

  private Verdict count(Bucket bucket, boolean takeOne, long now) {
    Quota quota = bucket.quota();
    long before = stored(bucket, now);
    long after = LeakyBucket.after(quota, before, now);
    boolean admitted = LeakyBucket.admits(quota, after, now);
    if (takeOne) {
      emptyAt.put(bucket.key(), after);
    }
    return LeakyBucket.verdict(quota, admitted, takeOne ? after : before, now);
  }

  /** Gives one request back. */
  public synchronized void giveBack(Bucket bucket) {
    emptyAt
        .asMap()
        .computeIfPresent(bucket.key(), (key, before) -> before - bucket.quota().stepMicros());
  }

  private long stored(Bucket bucket, long now) {
    Long stored = emptyAt.getIfPresent(bucket.key());
    return stored == null ? now : Math.max(stored, now);
  }
}
