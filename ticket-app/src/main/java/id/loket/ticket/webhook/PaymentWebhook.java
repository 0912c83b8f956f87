package id.loket.ticket.webhook;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/** What payment-app tells about a payment. */
@RegisterForReflection // native: read with TolerantJson, after its signature
@JsonIgnoreProperties(ignoreUnknown = true)
record PaymentWebhook(String type, Data data) {
  /** Which invoice of which booking. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Data(String invoiceNumber, UUID bookingId) {}
}
