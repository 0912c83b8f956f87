package id.loket.ticket.order;

import id.loket.kit.audit.Actor;
import id.loket.kit.audit.Actors;
import id.loket.kit.auth.Caller;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.Answer;
import id.loket.kit.postgres.IdempotencyKeys;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Orders over HTTP (DESIGN §3). */
@Path("/orders")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Orders")
public class OrderResource {
  private static final int CREATED = 201;

  private final Orders orders;
  private final Placement placement;
  private final OrderConfig config;
  private final IdempotencyKeys keys;
  private final TolerantJson json;
  private final Caller caller;
  private final Actors actors;
  private final Clock clock;

  OrderResource(
      Orders orders,
      Placement placement,
      OrderConfig config,
      IdempotencyKeys keys,
      TolerantJson json,
      Caller caller,
      Actors actors,
      Clock clock) {
    this.orders = orders;
    this.placement = placement;
    this.config = config;
    this.keys = keys;
    this.json = json;
    this.caller = caller;
    this.actors = actors;
    this.clock = clock;
  }

  @POST
  @Operation(
      summary = "Order items",
      description =
          "All items are reserved, or none. The invoice, the picking, the forecast and the"
              + " delivery follow by themselves: GET /orders/{id} tells how far they are. With"
              + " bookingId it carries a seat: its invoice has the seat on it in place of the"
              + " booking's own, which is made void; paid, both are; not paid or cancelled, both"
              + " end. Accepts Idempotency-Key.")
  @APIResponse(
      responseCode = "201",
      description = "ordered, with Location",
      content = @Content(schema = @Schema(implementation = OrderPlaced.class)))
  @APIResponse(responseCode = "400", description = "invalid-input")
  @APIResponse(
      responseCode = "403",
      description =
          "forbidden: somebody else's booking; not-verified: the e-mail address is not proven")
  @APIResponse(responseCode = "404", description = "item-unknown, booking-not-found")
  @APIResponse(
      responseCode = "409",
      description =
          "out-of-stock with what is left; item-not-priced with which; booking-not-orderable with"
              + " its bookingStatus; booking-in-order with the orderId; idempotency-key-in-flight")
  @APIResponse(responseCode = "422", description = "idempotency-key-reused")
  public Uni<Response> place(
      @HeaderParam("Idempotency-Key") String idempotencyKey, @Valid @NotNull PlaceOrder wanted) {
    UUID user =
        wanted.userId() != null
            ? wanted.userId()
            : caller.userId().orElseThrow(() -> Problem.invalid("userId", "field.required"));
    caller.requireActingFor(user);
    caller.requireVerifiedEmail();
    Language language =
        wanted.locale() != null
            ? wanted.locale()
            : caller
                .userId()
                .filter(user::equals)
                .flatMap(self -> caller.language())
                .orElse(Language.INDONESIAN);
    Optional<Actor> standIn = actors.standingInFor(user);
    return keys.respondOnce(
            idempotencyKey,
            "POST /orders",
            caller.subject(),
            wanted,
            transaction ->
                placement
                    .place(transaction, wanted, user, language)
                    .call(
                        order -> orders.answerFor(transaction, "order.placed-for", order, standIn))
                    .map(this::placed))
        .invoke(orders::placed);
  }

  @GET
  @Path("/{id}")
  @Operation(
      summary = "Read an order with its timeline",
      description =
          "Each service's time is there once its event has arrived; a step that is late was told as"
              + " order.step_late and follows when its service returns.")
  @APIResponse(responseCode = "403", description = "forbidden: somebody else's")
  @APIResponse(responseCode = "404", description = "order-not-found")
  public Uni<OrderView> read(UUID id) {
    return mine(id).map(this::view);
  }

  @GET
  @Operation(summary = "List orders", description = "Newest first; users see their own.")
  @APIResponse(responseCode = "400", description = "invalid-input, invalid-cursor")
  @APIResponse(responseCode = "403", description = "forbidden")
  public Uni<Page<OrderView>> list(
      @QueryParam("userId") UUID userId,
      @QueryParam("status") String status,
      @BeanParam PageQuery query) {
    boolean seesAll = caller.isAdmin();
    UUID whose = userId == null && !seesAll ? caller.userId().orElse(null) : userId;
    if (!seesAll && (whose == null || !caller.mayActFor(whose))) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
    return orders.list(whose, statusOf(status), query).map(page -> page.map(this::view));
  }

  @DELETE
  @Path("/{id}")
  @Operation(
      summary = "Cancel an order",
      description =
          "Its items go back into stock, and what was paid is given back. The seat it carries is"
              + " given back with it, unless its ticket was used or the event has begun.")
  @APIResponse(responseCode = "200", description = "the order, cancelled")
  @APIResponse(responseCode = "403", description = "forbidden: somebody else's")
  @APIResponse(responseCode = "404", description = "order-not-found")
  @APIResponse(responseCode = "409", description = "order-not-cancellable")
  public Uni<OrderView> cancel(UUID id) {
    return mine(id)
        .chain(order -> orders.cancel(id, actors.standingInFor(order.userId())))
        .map(this::view);
  }

  private Uni<Order> mine(UUID id) {
    return orders.find(id).invoke(order -> caller.requireActingFor(order.userId()));
  }

  private Answer placed(Order order) {
    return Answer.first(CREATED, "/orders/" + order.id(), json.write(OrderPlaced.of(order)));
  }

  private OrderView view(Order order) {
    return OrderView.of(order, config.stepLimit(), clock.instant());
  }

  private static OrderStatus statusOf(String status) {
    try {
      return status == null ? null : OrderStatus.valueOf(status);
    } catch (IllegalArgumentException unknown) {
      throw Problem.invalid("status", "field.choice", Arrays.toString(OrderStatus.values()));
    }
  }
}
