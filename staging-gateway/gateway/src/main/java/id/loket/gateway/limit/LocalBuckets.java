package id.loket.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;

/**
 * Buckets of this replica alone, for as long as Redis is away: each replica then admits the whole
 * quota, which is worse than sharing it and better than no limit.
 */
final class LocalBuckets {
  private static final int MOST = 100_000;
  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

  private final Cache<String, Long> emptyAt =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(FORGOTTEN_AFTER).build();

  /** Counts a request against all of these, or against none if one of them refuses it. */
  List<Verdict> count(List<Bucket> buckets, long now) {
    boolean admitted =
        buckets.stream()
            .allMatch(
                bucket ->
                    LeakyBucket.admits(
                        bucket.policy(),
                        LeakyBucket.after(bucket.policy(), stored(bucket, now), now),
                        now));
    return buckets.stream().map(bucket -> count(bucket, admitted, now)).toList();
  }

  private Verdict count(Bucket bucket, boolean takeOne, long now) {
    LimitPolicy policy = bucket.policy();
    long before = stored(bucket, now);
    long after = LeakyBucket.after(policy, before, now);
    boolean admitted = LeakyBucket.admits(policy, after, now);
    if (takeOne) {
      emptyAt.put(bucket.key(), after);
    }
    return LeakyBucket.verdict(policy, admitted, takeOne ? after : before, now);
  }

  private long stored(Bucket bucket, long now) {
    Long stored = emptyAt.getIfPresent(bucket.key());
    return stored == null ? now : Math.max(stored, now);
  }
}
