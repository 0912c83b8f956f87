package id.loket.payment.webhook;

/** How the delivery of one event to one receiver stands. */
public enum DeliveryState {
  /** Waits for its first or next attempt. */
  PENDING,
  /** The receiver answered with a status from 200 to 299. */
  DELIVERED,
  /** Given up, with a reason; can be replayed. */
  DEAD
}
