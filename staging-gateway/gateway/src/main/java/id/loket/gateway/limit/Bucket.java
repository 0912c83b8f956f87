package id.loket.gateway.limit;

/**
 * One caller's share of one limit.
 *
 * @param key of the bucket, the same in every replica
 */
record Bucket(LimitPolicy policy, String key) {}
