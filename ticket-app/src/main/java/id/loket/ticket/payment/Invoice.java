package id.loket.ticket.payment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/** An invoice as payment-app answers it. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Invoice(String number, String status, String paymentUrl, Instant expiresAt) {}
