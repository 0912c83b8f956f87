package id.loket.ticket.booking;

import id.loket.kit.problem.ProblemType;

/** The ways bookings fail. */
public final class BookingProblems {
  public static final ProblemType NOT_FOUND = new ProblemType("booking-not-found", 404);
  public static final ProblemType HOLD_REFUSED = new ProblemType("hold-refused", 502);
  public static final ProblemType ORGANISER_UNAVAILABLE =
      new ProblemType("organiser-unavailable", 503);
  public static final ProblemType PAYMENT_UNAVAILABLE = new ProblemType("payment-unavailable", 503);
  public static final ProblemType NOT_CANCELLABLE = new ProblemType("booking-not-cancellable", 409);
  public static final ProblemType NOT_ORDERABLE = new ProblemType("booking-not-orderable", 409);
  public static final ProblemType IN_ORDER = new ProblemType("booking-in-order", 409);
  public static final ProblemType IN_GROUP = new ProblemType("booking-in-group", 409);
  public static final ProblemType NOT_READY = new ProblemType("booking-not-ready", 409);
  public static final ProblemType INVOICE_MISMATCH = new ProblemType("invoice-mismatch", 409);
  public static final ProblemType QUEUE_FULL = new ProblemType("queue-full", 409);
  public static final ProblemType TOO_MANY = new ProblemType("too-many-bookings", 409);
  public static final ProblemType ALREADY_BOOKED = new ProblemType("already-booked", 409);
  public static final ProblemType NOT_PAID = new ProblemType("booking-not-paid", 409);

  private BookingProblems() {}
}
