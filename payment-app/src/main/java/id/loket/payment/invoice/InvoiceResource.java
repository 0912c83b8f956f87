package id.loket.payment.invoice;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import id.loket.kit.page.Page;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Invoices over HTTP (DESIGN §3). Amounts are in the currency's smallest unit in use. */
@Path("/invoices")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Invoices")
@SecurityRequirement(name = "bearer")
public class InvoiceResource {
  private final Invoices invoices;
  private final AdministratorsActs acts;
  private final Caller caller;
  private final URI publicUrl;

  InvoiceResource(Invoices invoices, AdministratorsActs acts, Caller caller, InvoiceConfig config) {
    this.acts = acts;
    this.invoices = invoices;
    this.caller = caller;
    this.publicUrl = config.publicUrl();
  }

  /**
   * Issues the invoice of a booking or an order. Naturally idempotent: the same booking or order
   * with the same amount is answered its invoice again with 200, in whatever status it is by then.
   * While it waits to be paid, a later {@code expiresAt} extends its time, also when that is up: so
   * what is answered can be paid until then. An amount of 0 is paid with that. Who asks at the same
   * moment for the same is answered the same invoice, perhaps with 201 too; of different amounts at
   * most one is issued.
   *
   * @throws Problem {@code invalid-input} for an amount out of range, an unknown currency or a past
   *     {@code expiresAt}; {@code invoice-conflict} for another amount or customer
   */
  @POST
  @RolesAllowed({Role.SERVICE, Role.ADMIN})
  @ServiceAllowed("ticket-app")
  @Operation(summary = "Issue the invoice of a booking or an order")
  @APIResponse(
      responseCode = "201",
      description = "Issued, perhaps by several at once; Location names it",
      content = @Content(schema = @Schema(implementation = InvoiceView.class)))
  @APIResponse(
      responseCode = "200",
      description =
          "That booking or order had this invoice already, in the status it has by now. One that"
              + " still waits to be paid (ISSUED) can be paid until the later of its expiresAt and"
              + " the one asked for, also when its time was up",
      content = @Content(schema = @Schema(implementation = InvoiceView.class)))
  @APIResponse(responseCode = "400", description = "invalid-input, malformed-json")
  @APIResponse(
      responseCode = "409",
      description = "invoice-conflict: another amount is owed or asked for")
  public Uni<RestResponse<InvoiceView>> issue(@NotNull @Valid IssueInvoice wanted) {
    wanted.check(Instant.now());
    return acts.issuing(wanted)
        .map(
            issued ->
                RestResponse.ResponseBuilder.create(
                        issued.isNew() ? Status.CREATED : Status.OK, view(issued.invoice()))
                    .location(URI.create("/invoices/" + issued.invoice().number().text()))
                    .build());
  }

  /**
   * Finds the invoice of a booking or an order: a list of none or one.
   *
   * @throws Problem {@code invalid-input} unless exactly one of the two is given
   */
  @GET
  @RolesAllowed({Role.SERVICE, Role.ADMIN})
  @ServiceAllowed("ticket-app")
  @Operation(summary = "Find the invoice of a booking or an order")
  @APIResponse(responseCode = "200", description = "None or one")
  @APIResponse(responseCode = "400", description = "invalid-input, malformed-id")
  public Uni<Page<InvoiceView>> find(
      @QueryParam("bookingId") @Parameter(description = "the booking it is for") UUID bookingId,
      @QueryParam("orderId") @Parameter(description = "the order it is for") UUID orderId) {
    if ((bookingId == null) == (orderId == null)) {
      throw Problem.invalid("bookingId", "field.booking-or-order");
    }
    Uni<Optional<Invoice>> found =
        bookingId != null ? invoices.ofBooking(bookingId) : invoices.ofOrder(orderId);
    return found.map(invoice -> new Page<>(invoice.map(this::view).stream().toList(), null));
  }

  /**
   * Reads an invoice with the payments tried: its customer, an admin or a service may.
   *
   * @throws Problem {@code not-found}; {@code forbidden} for somebody else's
   */
  @GET
  @Path("/{number}")
  @Authenticated
  @ServiceAllowed({"ticket-app", "client-app"})
  @Operation(summary = "Read an invoice")
  @APIResponse(
      responseCode = "200",
      description = "The invoice",
      content = @Content(schema = @Schema(implementation = InvoiceView.class)))
  @APIResponse(responseCode = "403", description = "forbidden: somebody else's")
  @APIResponse(responseCode = "404", description = "not-found")
  public Uni<InvoiceView> get(@PathParam("number") InvoiceNumber number) {
    boolean maySeeAll = caller.isService() || caller.isAdmin();
    Optional<UUID> user = caller.userId();
    return invoices
        .get(number)
        .invoke(
            invoice -> {
              if (!maySeeAll && user.filter(invoice.customerId()::equals).isEmpty()) {
                throw new Problem(ProblemType.FORBIDDEN);
              }
            })
        .map(this::view);
  }

  /**
   * Withdraws an invoice nobody has started to pay. Repeating it is harmless; whatever comes of it,
   * the invoice is answered as it stands then, and {@code status} tells whether it can still be
   * paid.
   */
  @POST
  @Path("/{number}/void")
  @Consumes(MediaType.WILDCARD)
  @RolesAllowed({Role.SERVICE, Role.ADMIN})
  @ServiceAllowed("ticket-app")
  @Operation(summary = "Withdraw an unpaid invoice")
  @APIResponse(
      responseCode = "200",
      description =
          "The invoice as it stands: VOID (now, or already), or why it is not: PROCESSING (being"
              + " paid: ask again), PAID, FAILED or REFUNDED",
      content = @Content(schema = @Schema(implementation = InvoiceView.class)))
  @APIResponse(responseCode = "404", description = "not-found")
  public Uni<InvoiceView> withdraw(@PathParam("number") InvoiceNumber number) {
    return acts.withdrawing(number).map(this::view);
  }

  private InvoiceView view(Invoice invoice) {
    return InvoiceView.of(invoice, publicUrl);
  }
}
