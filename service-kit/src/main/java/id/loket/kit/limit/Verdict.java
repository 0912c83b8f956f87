package id.loket.kit.limit;

/**
 * What a limit says of one request.
 *
 * @param quota the limit
 * @param admitted whether the request may go on
 * @param remaining how many more would be admitted now
 * @param resetSeconds after how many seconds one more is admitted; all of the quota where it was
 */
public record Verdict(Quota quota, boolean admitted, int remaining, long resetSeconds) {

  /** {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-11). */
  public String policyHeader() {
    return "\"%s\";q=%d;w=%d"
        .formatted(quota.name(), quota.requests(), Math.max(1, quota.window().toSeconds()));
  }

  /** {@code RateLimit}. */
  public String header() {
    return "\"%s\";r=%d;t=%d".formatted(quota.name(), remaining, resetSeconds);
  }
}
