package id.loket.report.open311;

import java.util.UUID;

/**
 * A picture to be fetched from where an application says it is.
 *
 * @param attempts tries that were begun, this one too
 */
record MediaFetch(UUID id, UUID reportId, String url, int attempts, String traceparent) {

  /**
   * What became of it.
   *
   * @param status pending, processing, stored or rejected
   * @param reason why it was rejected, or null
   */
  record Outcome(String url, String status, String reason) {}
}
