package id.loket.payment.payment;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.money.Money;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.payment.invoice.AdministratorsActs;
import id.loket.payment.invoice.InvoiceConfig;
import id.loket.payment.invoice.InvoiceNumber;
import id.loket.payment.invoice.InvoiceView;
import id.loket.payment.invoice.Refund;
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
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
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
  private final Refunds refunds;
  private final AdministratorsActs acts;
  private final Caller caller;
  private final TolerantJson json;
  private final URI publicUrl;

  PaymentResource(
      Payments payments,
      Refunds refunds,
      AdministratorsActs acts,
      Caller caller,
      TolerantJson json,
      InvoiceConfig config) {
    this.payments = payments;
    this.refunds = refunds;
    this.acts = acts;
    this.caller = caller;
    this.json = json;
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
   * Gives the money of a paid invoice back: all that is left, or as much as asked for. All of it is
   * given back once, however often that is asked for; some of it once per Idempotency-Key. {@code
   * invoice.refunded} tells it on the broker and by webhook, with how much and who did it.
   *
   * @throws Problem {@code invoice-not-refundable} with the {@code invoiceStatus} it has; {@code
   *     refund-too-large} with the {@code refundable} amount; {@code invalid-input} for an amount
   *     without a key, of nothing or in another currency
   */
  @POST
  @Path("/refunds")
  @Consumes(MediaType.WILDCARD)
  @RolesAllowed({Role.SERVICE, Role.ADMIN})
  @ServiceAllowed("ticket-app")
  @SecurityRequirement(name = "bearer")
  @Operation(summary = "Refund a paid invoice, all of it or some")
  @APIResponse(
      responseCode = "200",
      description = "Refunded now, or already: REFUNDED when all of it is given back, else PAID",
      content = @Content(schema = @Schema(implementation = InvoiceView.class)))
  @APIResponse(responseCode = "400", description = "invalid-input")
  @APIResponse(responseCode = "404", description = "not-found")
  @APIResponse(
      responseCode = "409",
      description =
          "invoice-not-refundable, with its invoiceStatus; refund-too-large, with what is"
              + " refundable")
  @APIResponse(responseCode = "422", description = "idempotency-key-reused")
  public Uni<InvoiceView> refund(
      @PathParam("number") InvoiceNumber number,
      @HeaderParam("Idempotency-Key")
          @Parameter(description = "needed with an amount: the same key gives it back once")
          String idempotencyKey,
      @RequestBody(
              required = false,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = RefundInvoice.class)))
          String body) {
    String by = caller.service().orElse(Refund.ADMINISTRATOR);
    Optional<Money> some = amount(body);
    Optional<String> key = some.map(amount -> neededKey(idempotencyKey));
    return acts.recorded(
            "refunded",
            number,
            some.<Map<String, Object>>map(amount -> Map.of("asked", amount)).orElse(Map.of()),
            () ->
                some.isPresent()
                    ? refunds.some(number, some.get(), key.get(), by)
                    : refunds.all(number, by))
        .map(invoice -> InvoiceView.of(invoice, publicUrl));
  }

  /** Read by hand: most callers send no body, and no type of one. */
  private Optional<Money> amount(String body) {
    if (body == null || body.isBlank()) {
      return Optional.empty();
    }
    try {
      Optional<Money> some = Optional.ofNullable(json.read(body, RefundInvoice.class).amount());
      some.ifPresent(PaymentResource::check);
      return some;
    } catch (IllegalArgumentException e) {
      throw new Problem(ProblemType.MALFORMED_JSON, 1, 1);
    }
  }

  private static void check(Money some) {
    if (some.amount() == null || some.amount() <= 0) {
      throw Problem.invalid("amount.amount", "field.refund");
    }
  }

  private static String neededKey(String header) {
    return key(header)
        .orElseThrow(
            () -> Problem.invalid("Idempotency-Key", "field.idempotency-key", LONGEST_KEY));
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
