package id.loket.ticket.webhook;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.UUID;

/** What payment-app tells about a payment. */
@JsonIgnoreProperties(ignoreUnknown = true)
record PaymentWebhook(String type, Data data) {
  /** Which invoice of which booking. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Data(String invoiceNumber, UUID bookingId) {}
}
