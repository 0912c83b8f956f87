package id.loket.ticket.booking;

import java.util.UUID;

/** Told inside the service once it is committed that a seat is open for which groups wait. */
record SeatWaitedFor(UUID seatId) {}
