package id.loket.ticket.webhook;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.ticket.booking.Settlements;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Where payment-app tells how payments ended (DESIGN §3). Anybody may call; the signature decides.
 */
@Path("/webhooks/payment")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks")
public class PaymentWebhookResource {
  private static final Set<String> KINDS =
      Set.of("invoice.paid", "invoice.failed", "invoice.refunded");

  private final WebhookVerifier verifier;
  private final Settlements settlements;
  private final TolerantJson json;
  private final MeterRegistry metrics;

  PaymentWebhookResource(
      WebhookVerifier verifier, Settlements settlements, TolerantJson json, MeterRegistry metrics) {
    this.verifier = verifier;
    this.settlements = settlements;
    this.json = json;
    this.metrics = metrics;
  }

  @POST
  @PermitAll
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Take in a payment's outcome",
      description =
          "Standard Webhooks 1.0.0. A repeat of a webhook-id does nothing and is answered like the"
              + " first. Types other than invoice.paid, invoice.failed and invoice.refunded are"
              + " accepted and ignored.")
  @APIResponse(responseCode = "204", description = "taken in")
  @APIResponse(responseCode = "401", description = "webhook-signature, webhook-timestamp")
  @APIResponse(responseCode = "404", description = "booking-not-found")
  @APIResponse(responseCode = "409", description = "booking-not-ready, invoice-mismatch")
  public Uni<Void> receive(
      @HeaderParam("webhook-id") String id,
      @HeaderParam("webhook-timestamp") String timestamp,
      @HeaderParam("webhook-signature") String signature,
      byte[] body) {
    verifier.verify(id, timestamp, signature, body);
    PaymentWebhook webhook = parse(body);
    metrics.counter("loket.webhooks.received", "type", kindOf(webhook)).increment();
    return switch (kindOf(webhook)) {
      case "invoice.paid" ->
          settlements.paid(id, webhook.data().bookingId(), webhook.data().invoiceNumber());
      case "invoice.failed" ->
          settlements.failed(id, webhook.data().bookingId(), webhook.data().invoiceNumber());
      case "invoice.refunded" ->
          settlements.refunded(id, webhook.data().bookingId(), webhook.data().invoiceNumber());
      default -> Uni.createFrom().voidItem();
    };
  }

  /** Invoices of something else than bookings are somebody else's business. */
  private static String kindOf(PaymentWebhook webhook) {
    boolean ours = webhook.data().bookingId() != null;
    return ours && KINDS.contains(webhook.type()) ? webhook.type() : "other";
  }

  private PaymentWebhook parse(byte[] body) {
    PaymentWebhook webhook;
    try {
      webhook = json.read(new String(body, StandardCharsets.UTF_8), PaymentWebhook.class);
    } catch (IllegalArgumentException e) {
      throw new Problem(ProblemType.MALFORMED_JSON, 1, 1);
    }
    if (webhook.type() == null || webhook.data() == null) {
      throw Problem.invalid(webhook.type() == null ? "type" : "data", "field.required");
    }
    return webhook;
  }
}
