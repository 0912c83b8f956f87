package id.loket.payment.due;

/** What has to be looked at. The names are in the table: never change one. */
public enum DueKind {
  /** An invoice with events to publish. */
  EVENT,
  /** An invoice that is being paid. */
  ATTEMPT,
  /** An invoice with webhooks to deliver. */
  DELIVERY,
  /** An order whose bill could not be changed yet. */
  ORDER
}
