package id.loket.client.booking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.client.history.History;
import id.loket.client.ticket.BookingStatus;
import id.loket.client.ticket.BookingView;
import id.loket.client.ticket.GroupView;
import id.loket.client.ticket.TicketAnswer;
import id.loket.kit.auth.Caller;
import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.IdempotencyKey;
import id.loket.kit.problem.Problem;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A user's bookings: making, reading with their history, cancelling. */
@Path("/users/{userId}/bookings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "bookings")
public class BookingResource {
  private final Bookings bookings;
  private final History history;
  private final Caller caller;
  private final TolerantJson json;

  BookingResource(Bookings bookings, History history, Caller caller, TolerantJson json) {
    this.bookings = bookings;
    this.history = history;
    this.caller = caller;
    this.json = json;
  }

  /**
   * Books a seat, or with {@code seatIds} several at once, all or none, on one invoice. Answers
   * what ticket-app answers: 201 with a booking to be paid, 202 with a place in the seat's waiting
   * list, or its problem ({@code hold-refused} 502, {@code payment-unavailable} 503, both with the
   * failed {@code booking}). Own problems: {@code not-verified} (403), {@code forbidden} for
   * somebody else's account, {@code ticket-unavailable} (503) with {@code idempotencyKey}: repeat
   * the request with that key to learn whether it was booked.
   */
  @POST
  @Authenticated
  @Operation(summary = "Book a seat, or several at once")
  @APIResponse(
      responseCode = "201",
      description = "held, to be paid at paymentUrl",
      content = @Content(schema = @Schema(oneOf = {BookingView.class, GroupView.class})))
  @APIResponse(
      responseCode = "202",
      description = "in the seat's waiting list, at position",
      content = @Content(schema = @Schema(oneOf = {BookingView.class, GroupView.class})))
  @APIResponse(responseCode = "403", description = "not-verified, forbidden")
  @APIResponse(responseCode = "502", description = "hold-refused, with the failed booking")
  @APIResponse(responseCode = "503", description = "ticket-unavailable, payment-unavailable")
  public Uni<Response> book(
      UUID userId,
      @Valid @NotNull BookSeat request,
      @HeaderParam("Idempotency-Key") @Parameter(example = "\"8e03978e-40d5-43dd\"") String key,
      @HeaderParam("Accept-Language") @Parameter(hidden = true) String language,
      @Context UriInfo uri) {
    caller.requireActingFor(userId);
    if ((request.seatId() == null) == (request.seatIds() == null)) {
      throw Problem.invalid("seatId", "field.seat-or-seats");
    }
    String ownKey =
        IdempotencyKey.read(key, "POST bookings", userId.toString(), request, json)
            .map(IdempotencyKey::key)
            .orElseGet(() -> Ids.next().toString());
    return bookings
        .book(userId, request, ownKey, language)
        .map(
            booked ->
                response(booked.answer(), uri)
                    .header("Idempotency-Key", "\"" + booked.key() + "\"")
                    .build());
  }

  /**
   * Everything the user ever booked, newest first, what failed too. {@code status} narrows it down.
   */
  @GET
  @Authenticated
  @Operation(summary = "A user's bookings, failed ones too")
  @APIResponse(responseCode = "200", description = "a page of bookings")
  public Uni<Page<BookingView>> list(
      UUID userId,
      @QueryParam("status")
          @Parameter(
              schema = @Schema(type = SchemaType.STRING, implementation = BookingStatus.class))
          String status,
      @BeanParam PageQuery page) {
    caller.requireActingFor(userId);
    return history.list(userId, statusOf(status), page);
  }

  /**
   * One booking with every status it went through. Asks ticket-app how it is now ({@code fresh:
   * true}); while that is away, answers what the history knows. Problem: {@code booking-not-found}.
   */
  @GET
  @Path("{bookingId}")
  @Authenticated
  @Operation(summary = "How a booking is now, and all that happened to it")
  @APIResponse(
      responseCode = "200",
      description = "the booking and its changes",
      content = @Content(schema = @Schema(implementation = BookingDetails.class)))
  @APIResponse(responseCode = "404", description = "booking-not-found")
  public Uni<BookingDetails> read(
      UUID userId,
      UUID bookingId,
      @HeaderParam("Accept-Language") @Parameter(hidden = true) String language) {
    caller.requireActingFor(userId);
    return bookings.read(userId, bookingId, language);
  }

  /**
   * Cancels a booking (a paid one is refunded) or leaves the waiting list. One of several made
   * together is cancelled alone once they are paid. Problems: {@code booking-not-found}, {@code
   * ticket-unavailable}, and ticket-app's own, for example for a booking cancelled before.
   */
  @DELETE
  @Path("{bookingId}")
  @Authenticated
  @Operation(summary = "Cancel a booking or leave the waiting list")
  @APIResponse(
      responseCode = "200",
      description = "the cancelled booking",
      content = @Content(schema = @Schema(implementation = BookingView.class)))
  @APIResponse(responseCode = "404", description = "booking-not-found")
  @APIResponse(responseCode = "503", description = "ticket-unavailable")
  public Uni<Response> cancel(
      UUID userId,
      UUID bookingId,
      @HeaderParam("Accept-Language") @Parameter(hidden = true) String language,
      @Context UriInfo uri) {
    caller.requireActingFor(userId);
    return bookings
        .cancel(userId, bookingId, language)
        .map(answer -> response(answer, uri).build());
  }

  /**
   * Bookings made together, as ticket-app shows them now. Problems: {@code booking-not-found},
   * {@code ticket-unavailable}.
   */
  @GET
  @Path("groups/{groupId}")
  @Authenticated
  @Operation(summary = "How bookings made together are now")
  @APIResponse(
      responseCode = "200",
      description = "the bookings",
      content = @Content(schema = @Schema(implementation = GroupView.class)))
  @APIResponse(responseCode = "404", description = "booking-not-found")
  @APIResponse(responseCode = "503", description = "ticket-unavailable")
  public Uni<Response> readGroup(
      UUID userId,
      UUID groupId,
      @HeaderParam("Accept-Language") @Parameter(hidden = true) String language,
      @Context UriInfo uri) {
    caller.requireActingFor(userId);
    return bookings
        .readGroup(userId, groupId, language)
        .map(answer -> response(answer, uri).build());
  }

  /**
   * Cancels bookings made together, all of them (what was paid is given back), or leaves their
   * waiting lists. Problems: {@code booking-not-found}, {@code ticket-unavailable}, and
   * ticket-app's own.
   */
  @DELETE
  @Path("groups/{groupId}")
  @Authenticated
  @Operation(summary = "Cancel bookings made together or leave their waiting lists")
  @APIResponse(
      responseCode = "200",
      description = "the cancelled bookings",
      content = @Content(schema = @Schema(implementation = GroupView.class)))
  @APIResponse(responseCode = "404", description = "booking-not-found")
  @APIResponse(responseCode = "503", description = "ticket-unavailable")
  public Uni<Response> cancelGroup(
      UUID userId,
      UUID groupId,
      @HeaderParam("Accept-Language") @Parameter(hidden = true) String language,
      @Context UriInfo uri) {
    caller.requireActingFor(userId);
    return bookings
        .cancelGroup(userId, groupId, language)
        .map(answer -> response(answer, uri).build());
  }

  /**
   * Cancels some of the seats booked together, once they are paid: all that are named or none. The
   * others stay valid; the price of each that is cancelled is given back. Problems: {@code
   * booking-not-found}, {@code ticket-unavailable}, and ticket-app's own.
   */
  @POST
  @Path("groups/{groupId}/cancellations")
  @Authenticated
  @Operation(summary = "Cancel some of the seats that were booked together")
  @APIResponse(
      responseCode = "200",
      description = "the group, with those seats cancelled",
      content = @Content(schema = @Schema(implementation = GroupView.class)))
  @APIResponse(responseCode = "404", description = "booking-not-found")
  @APIResponse(responseCode = "409", description = "booking-not-cancellable, booking-in-group")
  @APIResponse(responseCode = "503", description = "ticket-unavailable")
  public Uni<Response> cancelSeats(
      UUID userId,
      UUID groupId,
      @Valid @NotNull CancelSeats request,
      @HeaderParam("Accept-Language") @Parameter(hidden = true) String language,
      @Context UriInfo uri) {
    caller.requireActingFor(userId);
    return bookings
        .cancelSeats(userId, groupId, request, language)
        .map(answer -> response(answer, uri).build());
  }

  private static Response.ResponseBuilder response(TicketAnswer answer, UriInfo uri) {
    Response.ResponseBuilder response = Response.status(answer.status());
    if (answer.replayed()) {
      response.header("Idempotency-Replayed", "true");
    }
    if (answer.retryAfter() != null) {
      response.header(HttpHeaders.RETRY_AFTER, answer.retryAfter());
    }
    if (answer.problem() instanceof ObjectNode problem) {
      return response
          .type("application/problem+json")
          .entity(problem.put("instance", uri.getPath()));
    }
    if (answer.group() != null) {
      if (answer.status() != Response.Status.OK.getStatusCode()) {
        response.location(
            URI.create(
                "/users/" + answer.group().userId() + "/bookings/groups/" + answer.group().id()));
      }
      return response.entity(answer.group());
    }
    if (answer.booking() != null && answer.status() != Response.Status.OK.getStatusCode()) {
      response.location(
          URI.create("/users/" + answer.booking().userId() + "/bookings/" + answer.booking().id()));
    }
    return response.entity(answer.booking());
  }

  private static Optional<BookingStatus> statusOf(String text) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(BookingStatus.valueOf(text));
    } catch (IllegalArgumentException unknown) {
      throw Problem.invalid("status", "field.type.choice");
    }
  }
}
