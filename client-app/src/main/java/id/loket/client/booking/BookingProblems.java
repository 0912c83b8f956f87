package id.loket.client.booking;

import id.loket.kit.problem.ProblemType;

/** How requests about bookings fail here; ticket-app's own problems are passed on as they are. */
final class BookingProblems {
  static final ProblemType BOOKING_NOT_FOUND = new ProblemType("booking-not-found", 404);

  private BookingProblems() {}
}
