package id.loket.ticket.booking;

import java.util.UUID;

/**
 * Which bookings are looked for; null leaves a filter out.
 *
 * @param unsettled only those a person is to look at: their time is over, and payment-app does not
 *     say whether they were paid
 */
public record BookingSearch(UUID userId, UUID seatId, BookingStatus status, boolean unsettled) {}
