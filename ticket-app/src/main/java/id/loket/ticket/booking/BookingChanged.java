package id.loket.ticket.booking;

/** Told inside the service once a booking's new status is committed. */
public record BookingChanged(Placed placed) {}
