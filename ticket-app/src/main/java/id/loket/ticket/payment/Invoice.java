package id.loket.ticket.payment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/** An invoice as payment-app answers it. */
@RegisterForReflection // native: read with TolerantJson, not by an endpoint
@JsonIgnoreProperties(ignoreUnknown = true)
public record Invoice(String number, String status, String paymentUrl, Instant expiresAt) {
  /** Whether it can be paid, and until that time at least. */
  public boolean isPayableUntil(Instant time) {
    return "ISSUED".equals(status) && !expiresAt.isBefore(time);
  }
}
