package id.loket.client.booking;

import id.loket.client.ticket.TicketAnswer;

/**
 * ticket-app's answer to a booking.
 *
 * @param key the Idempotency-Key by which the caller may repeat the request
 */
record BookingAnswer(TicketAnswer answer, String key) {}
