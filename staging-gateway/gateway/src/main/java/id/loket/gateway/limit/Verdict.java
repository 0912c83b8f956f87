package id.loket.gateway.limit;

/**
 * What a limit says of one request.
 *
 * @param policy the limit that is nearest to its end
 * @param admitted whether the request may go on
 * @param remaining how many more would be admitted now
 * @param resetSeconds after how many seconds one more is admitted; all of the quota where it was
 */
public record Verdict(LimitPolicy policy, boolean admitted, int remaining, long resetSeconds) {

  /** {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-11). */
  public String policyHeader() {
    return "\"%s\";q=%d;w=%d"
        .formatted(policy.name(), policy.quota(), Math.max(1, policy.window().toSeconds()));
  }

  /** {@code RateLimit}. */
  public String header() {
    return "\"%s\";r=%d;t=%d".formatted(policy.name(), remaining, resetSeconds);
  }
}
