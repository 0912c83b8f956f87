package id.loket.client.ticket;

import java.util.List;
import java.util.UUID;

/** Asks ticket-app to cancel some of the seats that were booked together. */
public record SeatsToCancel(List<UUID> seatIds) {}
