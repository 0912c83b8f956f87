package id.loket.kit.limit;

/**
 * One caller's share of one limit.
 *
 * @param key of the bucket, the same in every replica
 */
public record Bucket(Quota quota, String key) {
  /** The bucket of a caller, where a limit is told apart by its name. */
  static Bucket of(Quota quota, String who) {
    return new Bucket(quota, quota.name() + ":" + who);
  }
}
