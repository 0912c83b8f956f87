package id.loket.gateway.limit;

import id.loket.kit.limit.Bucket;
import id.loket.kit.limit.LeakyBucket;
import id.loket.kit.limit.Quota;
import id.loket.kit.limit.Verdict;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Buckets in Redis, which all replicas share. The clock is Redis', so theirs need not agree. */
@Singleton
class RedisBuckets {
  // KEYS buckets; ARGV per bucket: step and window in microseconds. Answers the time and, per
  // bucket, when it is empty. All are counted, or none when one refuses; the arithmetic is
  // LeakyBucket's.
  private static final String COUNT =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000000 + time[2]
      local before, after, admitted = {}, {}, 1
      for i, key in ipairs(KEYS) do
        before[i] = math.max(tonumber(redis.call('GET', key) or 0), now)
        after[i] = before[i] + tonumber(ARGV[2 * i - 1])
        if after[i] - tonumber(ARGV[2 * i]) > now then admitted = 0 end
      end
      local answer = {string.format('%.0f', now), admitted}
      for i, key in ipairs(KEYS) do
        answer[#answer + 1] = string.format('%.0f', before[i])
        if admitted == 1 then
          local life = math.ceil((after[i] - now) / 1000)
          redis.call('SET', key, string.format('%.0f', after[i]), 'PX', math.max(1, life))
        end
      end
      return answer
      """;

  private final ReactiveRedisDataSource redis;

  RedisBuckets(ReactiveRedisDataSource redis) {
    this.redis = redis;
  }

  /** Counts a request against all of these, or against none if one of them refuses it. */
  Uni<List<Verdict>> count(List<Bucket> buckets) {
    List<String> arguments = new ArrayList<>(2 + 3 * buckets.size());
    arguments.add(COUNT);
    arguments.add(Integer.toString(buckets.size()));
    buckets.forEach(bucket -> arguments.add(bucket.key()));
    for (Bucket bucket : buckets) {
      arguments.add(Long.toString(bucket.quota().stepMicros()));
      arguments.add(Long.toString(bucket.quota().windowMicros()));
    }
    return redis
        .execute("EVAL", arguments.toArray(String[]::new))
        .map(answer -> verdicts(buckets, answer));
  }

  private static List<Verdict> verdicts(List<Bucket> buckets, Response answer) {
    long now = Long.parseLong(answer.get(0).toString());
    boolean all = answer.get(1).toLong() == 1;
    List<Verdict> verdicts = new ArrayList<>(buckets.size());
    for (int n = 0; n < buckets.size(); n++) {
      Quota quota = buckets.get(n).quota();
      long before = Long.parseLong(answer.get(2 + n).toString());
      long after = LeakyBucket.after(quota, before, now);
      boolean admitted = LeakyBucket.admits(quota, after, now);
      verdicts.add(LeakyBucket.verdict(quota, admitted, all ? after : before, now));
    }
    return verdicts;
  }
}
