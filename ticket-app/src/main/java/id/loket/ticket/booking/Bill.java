package id.loket.ticket.booking;

import java.time.Instant;

/** The invoice of a booking and until when it can be paid. */
public record Bill(String invoiceNumber, String paymentUrl, Instant expiresAt) {}
