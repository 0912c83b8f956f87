package id.loket.payment.invoice;

import java.time.Instant;
import java.util.UUID;

/**
 * One attempt to pay an invoice.
 *
 * @param id also the key by which the gateway knows the charge: asking twice charges once
 * @param method how the customer pays, as the gateway understands it; null leaves it the choice
 * @param endedAt null while it is under way
 * @param failureReason null unless it failed
 */
public record Attempt(
    UUID id,
    String method,
    AttemptStatus status,
    Instant startedAt,
    Instant endedAt,
    String failureReason) {

  /** An attempt that starts now. */
  public static Attempt started(UUID id, String method, Instant now) {
    return new Attempt(id, method, AttemptStatus.PROCESSING, now, null, null);
  }

  Attempt succeeded(Instant now) {
    return new Attempt(id, method, AttemptStatus.SUCCEEDED, startedAt, now, null);
  }

  Attempt failed(String reason, Instant now) {
    return new Attempt(id, method, AttemptStatus.FAILED, startedAt, now, reason);
  }
}
