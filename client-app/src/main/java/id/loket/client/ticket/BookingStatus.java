package id.loket.client.ticket;

/** The states of a booking, as ticket-app names them. */
public enum BookingStatus {
  HOLDING,
  QUEUED,
  PENDING_PAYMENT,
  CONFIRMED,
  FAILED,
  EXPIRED,
  CANCELLED,
  LEFT
}
