package id.loket.payment.payment;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.problem.Problem;
import id.loket.payment.invoice.Invoice;
import id.loket.payment.invoice.InvoiceConfig;
import id.loket.payment.invoice.InvoiceNumber;
import id.loket.payment.invoice.InvoiceView;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Payments over HTTP (DESIGN §3). */
@Path("/invoices/{number}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Payments")
public class PaymentResource {
  private static final int LONGEST_KEY = 255;

  private final Payments payments;
  private final Caller caller;
  private final URI publicUrl;

  PaymentResource(Payments payments, Caller caller, InvoiceConfig config) {
    this.payments = payments;
    this.caller = caller;
    this.publicUrl = config.publicUrl();
  }

  /**
   * Starts to pay. Whoever knows the number may: its 80 random bits are the permission, so that the
   * link in a mail is enough. The outcome is at the invoice named by {@code Location}, and is told
   * by webhook.
   *
   * @throws Problem {@code invoice-already-paid}, {@code invoice-processing}, {@code invoice-void},
   *     {@code invoice-failed}, {@code invoice-refunded}, {@code invoice-expired}: nothing was
   *     charged by this request
   */
  @POST
  @Path("/payments")
  @Consumes(MediaType.APPLICATION_JSON)
  @PermitAll
  @Operation(summary = "Pay an invoice (asynchronously)")
  @APIResponse(
      responseCode = "202",
      description = "Under way; Location names the invoice that will tell the outcome",
      content = @Content(schema = @Schema(implementation = InvoiceView.class)))
  @APIResponse(responseCode = "400", description = "invalid-input, malformed-invoice-number")
  @APIResponse(responseCode = "404", description = "not-found")
  @APIResponse(
      responseCode = "409",
      description =
          "invoice-already-paid, invoice-processing, invoice-void, invoice-failed,"
              + " invoice-refunded or invoice-expired, with its invoiceStatus")
  @APIResponse(responseCode = "422", description = "idempotency-key-reused")
  public Uni<RestResponse<InvoiceView>> pay(
      @PathParam("number") InvoiceNumber number,
      @HeaderParam("Idempotency-Key")
          @Parameter(description = "the same key and body are answered as the first time")
          String idempotencyKey,
      @Valid PayInvoice wanted) {
    String method = wanted == null ? null : wanted.method();
    return payments
        .pay(number, method, key(idempotencyKey))
        .map(
            accepted -> {
              RestResponse.ResponseBuilder<InvoiceView> answer =
                  RestResponse.ResponseBuilder.create(
                          Status.ACCEPTED, InvoiceView.of(accepted.invoice(), publicUrl))
                      .location(URI.create("/invoices/" + number.text()));
              if (accepted.isRepeated()) {
                answer.header("Idempotency-Replayed", "true");
              }
              return answer.build();
            });
  }

  /**
   * Gives the money of a paid invoice back. Repeating it is harmless. {@code invoice.refunded}
   * tells it on the broker and by webhook, with who did it.
   *
   * @throws Problem {@code invoice-not-refundable} with the {@code invoiceStatus} it has
   */
  @POST
  @Path("/refunds")
  @RolesAllowed({Role.SERVICE, Role.ADMIN})
  @SecurityRequirement(name = "bearer")
  @Operation(summary = "Refund a paid invoice")
  @APIResponse(
      responseCode = "200",
      description = "Refunded now, or already",
      content = @Content(schema = @Schema(implementation = InvoiceView.class)))
  @APIResponse(responseCode = "404", description = "not-found")
  @APIResponse(responseCode = "409", description = "invoice-not-refundable, with its invoiceStatus")
  public Uni<InvoiceView> refund(@PathParam("number") InvoiceNumber number) {
    String by = caller.service().orElse(Invoice.ADMINISTRATOR);
    return payments.refund(number, by).map(invoice -> InvoiceView.of(invoice, publicUrl));
  }

  /** The key as a structured-field string, or bare. */
  private static Optional<String> key(String header) {
    if (header == null) {
      return Optional.empty();
    }
    String bare = header.strip();
    if (bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"")) {
      bare = bare.substring(1, bare.length() - 1);
    }
    if (bare.isEmpty() || bare.length() > LONGEST_KEY) {
      throw Problem.invalid("Idempotency-Key", "field.idempotency-key", LONGEST_KEY);
    }
    return Optional.of(bare);
  }
}
