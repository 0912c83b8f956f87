package id.loket.payment.due;

import java.time.Instant;

/**
 * An announcement: look at that thing at that time. Written before the change it announces; one
 * whose change never came, or has had its effect already, is harmless.
 *
 * @param at to the millisecond
 * @param subject what to look at: an invoice's number, or an order's event
 * @param data what the kind needs to know besides; or null
 */
public record Due(DueKind kind, Instant at, String subject, String data) {
  public Due(DueKind kind, Instant at, String subject) {
    this(kind, at, subject, null);
  }

  /** The same at another time. */
  public Due at(Instant later) {
    return new Due(kind, later, subject, data);
  }
}
