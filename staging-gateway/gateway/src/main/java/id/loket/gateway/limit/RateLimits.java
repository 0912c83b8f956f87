package id.loket.gateway.limit;

import id.loket.kit.limit.Bucket;
import id.loket.kit.limit.LocalBuckets;
import id.loket.kit.limit.Verdict;
import id.loket.kit.work.OutageLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Counts requests against limits that all replicas share. Redis that is away or slow stops nobody:
 * this replica then counts for itself, and asks Redis again after a while.
 */
@Singleton
public class RateLimits {
  private static final long LEFT_ALONE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final String PREFIX = "loket:limit:";

  private final RedisBuckets shared;
  private final LocalBuckets local = new LocalBuckets();
  private final MeterRegistry metrics;
  private final LimitConfig config;
  private final OutageLog outage =
      new OutageLog(RateLimits.class, "Rate limits are counted by this replica alone");
  private volatile long askAgainAt = System.nanoTime();

  RateLimits(RedisBuckets shared, MeterRegistry metrics, LimitConfig config) {
    this.shared = shared;
    this.metrics = metrics;
    this.config = config;
  }

  /**
   * Counts one request.
   *
   * @param policies all of which must admit it
   * @return the verdict nearest to a refusal; empty without policies
   */
  public Uni<Optional<Verdict>> count(List<LimitPolicy> policies, Who who) {
    List<Bucket> buckets = buckets(policies, who);
    if (buckets.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    return count(buckets).map(RateLimits::nearest).invoke(this::told);
  }

  /** Counts one request in this replica alone, at once: before anything is known of it. */
  public Optional<Verdict> countHere(List<LimitPolicy> policies, Who who) {
    Optional<Verdict> verdict = nearest(locally(buckets(policies, who)));
    told(verdict);
    return verdict;
  }

  private static List<Bucket> buckets(List<LimitPolicy> policies, Who who) {
    return policies.stream()
        .filter(policy -> who.isCounted(policy.per()))
        .map(policy -> bucket(policy, who))
        .toList();
  }

  private static Bucket bucket(LimitPolicy policy, Who who) {
    String key = PREFIX + policy.quota().name() + ":" + who.as(policy.per());
    return new Bucket(policy.quota(), key);
  }

  private Uni<List<Verdict>> count(List<Bucket> buckets) {
    if (System.nanoTime() - askAgainAt < 0) {
      return Uni.createFrom().item(locally(buckets));
    }
    return shared
        .count(buckets)
        .ifNoItem()
        .after(config.longestAnswer())
        .fail()
        .invoke(this::isBack)
        .onFailure()
        .recoverWithItem(
            failure -> {
              outage.failed(failure);
              askAgainAt = System.nanoTime() + LEFT_ALONE_NANOS;
              return locally(buckets);
            });
  }

  private List<Verdict> locally(List<Bucket> buckets) {
    return local.count(buckets, System.nanoTime() / 1_000);
  }

  private void isBack() {
    askAgainAt = System.nanoTime();
    outage.worked();
  }

  private static Optional<Verdict> nearest(List<Verdict> verdicts) {
    return verdicts.stream()
        .min(
            Comparator.comparing(Verdict::admitted)
                .thenComparingInt(Verdict::remaining)
                .thenComparing(Comparator.comparingLong(Verdict::resetSeconds).reversed()));
  }

  private void told(Optional<Verdict> verdict) {
    verdict
        .filter(each -> !each.admitted())
        .ifPresent(
            each ->
                metrics
                    .counter("loket.gateway.limited", "policy", each.quota().name())
                    .increment());
  }
}
