package id.loket.ticket.booking;

import java.util.UUID;

/** Told inside the service once it is committed that a booking came off a waiting list. */
record SeatOffered(UUID bookingId) {}
