package id.loket.ticket.booking;

import java.time.Instant;

/** One step of a booking's life. */
public record StatusChange(int version, BookingStatus status, Reason reason, Instant at) {}
