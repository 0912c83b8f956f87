package id.loket.ticket.seat;

/** A seat's status: what its live booking says (I2). */
public enum SeatStatus {
  OPEN,
  ON_GOING,
  BOOKED
}
