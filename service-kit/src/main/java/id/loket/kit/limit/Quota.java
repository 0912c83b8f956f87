package id.loket.kit.limit;

import java.time.Duration;

/**
 * So many requests in so long, at once or spread over it.
 *
 * @param name as {@code RateLimit} headers name it
 */
record Quota(String name, int requests, Duration window) {
  Quota {
    if (requests < 1 || window.toMillis() < 1) {
      throw new IllegalArgumentException(name + " needs a positive number per a positive time");
    }
  }

  /** The share of the window that one request takes. */
  long stepNanos() {
    return Math.max(1, window.toNanos() / requests);
  }

  /** {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-11). */
  String policy() {
    return "\"%s\";q=%d;w=%d".formatted(name, requests, Math.max(1, window.toSeconds()));
  }
}
