package id.loket.ticket.booking;

/** Told inside the service once a booking's outcome is committed: there is a document to make. */
public record BookingEnded(Placed placed) {}
