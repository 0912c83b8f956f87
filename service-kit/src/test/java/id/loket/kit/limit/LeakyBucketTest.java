package id.loket.kit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class LeakyBucketTest {
  private static final long SECOND = 1_000_000;

  @Property
  void neverMoreThanTwiceTheQuotaInAWindowAndNeverMoreThanTheQuotaAtOnce(
      @ForAll @IntRange(min = 1, max = 50) int quota,
      @ForAll @Size(min = 1, max = 300) List<@LongRange(min = 0, max = SECOND) Long> pauses) {
    Quota policy = new Quota("p", quota, Duration.ofSeconds(10));
    LocalBuckets buckets = new LocalBuckets();
    List<Bucket> bucket = List.of(new Bucket(policy, "k"));
    List<Long> admitted = new ArrayList<>();
    long now = SECOND;

    for (long pause : pauses) {
      now += pause;
      if (buckets.count(bucket, now).getFirst().admitted()) {
        admitted.add(now);
      }
    }

    for (long time : admitted) {
      long inWindow =
          admitted.stream().filter(each -> each >= time && each < time + 10 * SECOND).count();
      assertThat(inWindow).isLessThanOrEqualTo(2L * quota);
      assertThat(admitted.stream().filter(each -> each == time).count()).isLessThanOrEqualTo(quota);
    }
  }

  @Property
  void whoWaitsAsLongAsToldIsAdmitted(
      @ForAll @IntRange(min = 1, max = 100) int quota,
      @ForAll @IntRange(min = 1, max = 3600) int seconds,
      @ForAll @IntRange(min = 0, max = 300) int before) {
    Quota policy = new Quota("p", quota, Duration.ofSeconds(seconds));
    LocalBuckets buckets = new LocalBuckets();
    List<Bucket> bucket = List.of(new Bucket(policy, "k"));
    long now = SECOND;
    Verdict last = null;

    for (int n = 0; n <= before; n++) {
      last = buckets.count(bucket, now).getFirst();
    }
    Verdict afterWaiting =
        last.admitted()
            ? last
            : buckets.count(bucket, now + last.resetSeconds() * SECOND).getFirst();

    assertThat(afterWaiting.admitted()).isTrue();
  }

  @Property
  void oneThatRefusesLeavesTheOthersUntouched(@ForAll @IntRange(min = 1, max = 20) int requests) {
    Quota tight = new Quota("t", 1, Duration.ofHours(1));
    Quota wide = new Quota("w", 100, Duration.ofHours(1));
    LocalBuckets buckets = new LocalBuckets();
    List<Bucket> both = List.of(new Bucket(tight, "t"), new Bucket(wide, "w"));
    int remaining = 0;

    for (int n = 0; n < requests; n++) {
      remaining = buckets.count(both, SECOND).get(1).remaining();
    }

    assertThat(remaining).isEqualTo(99);
  }
}
