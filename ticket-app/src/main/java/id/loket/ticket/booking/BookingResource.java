package id.loket.ticket.booking;

import id.loket.kit.audit.Actor;
import id.loket.kit.audit.Actors;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.ServiceAllowed;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.Answer;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Bookings over HTTP (DESIGN §3). */
@Path("/bookings")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Bookings")
public class BookingResource {
  private static final String OPERATION = "POST /bookings";

  private final Bookings bookings;
  private final BookingAnswers answers;
  private final TolerantJson json;
  private final Caller caller;
  private final Actors actors;

  BookingResource(
      Bookings bookings, BookingAnswers answers, TolerantJson json, Caller caller, Actors actors) {
    this.bookings = bookings;
    this.answers = answers;
    this.json = json;
    this.caller = caller;
    this.actors = actors;
  }

  @POST
  @ServiceAllowed("client-app")
  @Operation(
      summary = "Book a seat, or several at once",
      description =
          "Holds the seat at the organiser and issues the invoice before it answers; joins the"
              + " seat's line when somebody else has it. With seatIds instead of seatId several"
              + " seats of one event, all or none: one invoice, a ticket each, one answer"
              + " (BookingGroup); if one of them is taken the group waits in all their lines."
              + " Accepts Idempotency-Key.")
  @APIResponse(
      responseCode = "201",
      description =
          "PENDING_PAYMENT: pay at paymentUrl before expiresAt; CONFIRMED when it costs nothing",
      content = @Content(schema = @Schema(oneOf = {BookingView.class, GroupView.class})))
  @APIResponse(
      responseCode = "202",
      description = "QUEUED at position",
      content = @Content(schema = @Schema(oneOf = {BookingView.class, GroupView.class})))
  @APIResponse(
      responseCode = "403",
      description = "forbidden: for somebody else; not-verified: the e-mail address is not proven")
  @APIResponse(responseCode = "404", description = "seat-not-found, event-not-found")
  @APIResponse(
      responseCode = "409",
      description =
          "event-not-on-sale, event-cancelled, queue-full, too-many-bookings, already-booked,"
              + " idempotency-key-in-flight")
  @APIResponse(responseCode = "422", description = "idempotency-key-reused")
  @APIResponse(responseCode = "502", description = "hold-refused, with the FAILED booking")
  @APIResponse(
      responseCode = "503",
      description = "organiser-unavailable or payment-unavailable, with the FAILED booking")
  public Uni<Response> book(
      @HeaderParam("Idempotency-Key") String idempotencyKey,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage,
      @Valid @NotNull BookSeat wanted) {
    wanted.check();
    caller.requireActingFor(wanted.userId());
    caller.requireVerifiedEmail();
    Language language = Language.preferred(acceptLanguage);
    Optional<IdempotencyKey> key =
        IdempotencyKey.read(
            idempotencyKey, OPERATION, caller.subject() + " " + wanted.userId(), wanted, json);
    Optional<AnswerOnce> once =
        key.map(given -> new AnswerOnce(given, made -> answers.of(made, language)));
    return bookings
        .book(wanted, holderOf(wanted), once, actors.standingInFor(wanted.userId()))
        .chain(result -> answer(result, key, language))
        .map(Answer::toResponse);
  }

  @GET
  @Operation(
      summary = "List bookings",
      description = "Newest first; citizens see their own, admins everybody's.")
  public Uni<Page<BookingView>> list(
      @QueryParam("userId") UUID userId,
      @QueryParam("seatId") UUID seatId,
      @QueryParam("status") String status,
      @QueryParam("unsettled")
          @Parameter(
              description =
                  "only those whose time is over and of which payment-app does not say whether they"
                      + " were paid: a person is to find out")
          boolean unsettled,
      @BeanParam PageQuery query) {
    UUID whose = userId == null && !seesAll() ? caller.userId().orElseThrow() : userId;
    if (whose != null) {
      caller.requireActingFor(whose);
    }
    return bookings
        .list(new BookingSearch(whose, seatId, statusOf(status), unsettled), query)
        .map(page -> page.map(BookingView::of));
  }

  @GET
  @Path("/{id}")
  @ServiceAllowed("client-app")
  @Operation(summary = "Read a booking", description = "The manual status check.")
  @APIResponse(responseCode = "404", description = "booking-not-found")
  public Uni<BookingView> read(UUID id) {
    return visible(id).map(BookingView::of);
  }

  @GET
  @Path("/{id}/timeline")
  @Operation(summary = "Every status a booking ever had", description = "Oldest first.")
  public Uni<List<StatusChange>> timeline(UUID id) {
    return visible(id).chain(placed -> bookings.timeline(id));
  }

  @DELETE
  @Path("/{id}")
  @ServiceAllowed("client-app")
  @Operation(
      summary = "Cancel a booking or leave the line",
      description =
          "What was paid is refunded; the seat goes to the first in line. A booking that an order"
              + " carries is cancelled with it: DELETE /orders/{id}. One of several that were booked"
              + " together is cancelled alone once they are paid: its own price is refunded.")
  @APIResponse(
      responseCode = "200",
      description = "CANCELLED or LEFT",
      content = @Content(schema = @Schema(implementation = BookingView.class)))
  @APIResponse(
      responseCode = "409",
      description = "booking-not-cancellable, booking-in-order, booking-in-group")
  public Uni<BookingView> cancel(UUID id) {
    return visible(id)
        .chain(placed -> bookings.cancel(placed, standIn(placed)))
        .map(BookingView::of);
  }

  @GET
  @Path("/groups/{id}")
  @ServiceAllowed("client-app")
  @Operation(summary = "Read several seats that were booked together")
  @APIResponse(responseCode = "404", description = "booking-not-found")
  public Uni<GroupView> readGroup(UUID id) {
    return visibleGroup(id).map(GroupView::of);
  }

  @DELETE
  @Path("/groups/{id}")
  @ServiceAllowed("client-app")
  @Operation(
      summary = "Cancel several seats that were booked together, or leave their lines",
      description =
          "All of them that are not cancelled yet; none once one of their tickets was used. What was"
              + " paid for them is refunded.")
  @APIResponse(
      responseCode = "200",
      description = "CANCELLED or LEFT",
      content = @Content(schema = @Schema(implementation = GroupView.class)))
  @APIResponse(responseCode = "409", description = "booking-not-cancellable")
  public Uni<GroupView> cancelGroup(UUID id) {
    return visibleGroup(id)
        .chain(group -> bookings.cancelGroup(id, standIn(group.getFirst())))
        .map(GroupView::of);
  }

  private Optional<Actor> standIn(Placed placed) {
    return actors.standingInFor(placed.booking().holder().userId());
  }

  @POST
  @Path("/groups/{id}/cancellations")
  @ServiceAllowed("client-app")
  @Operation(
      summary = "Cancel some of the seats that were booked together",
      description =
          "All seats that are named, or none. The group must be paid, the event must not have begun,"
              + " and none of these seats' tickets must have been used. The others stay valid. The"
              + " price of each is refunded once, and the seat goes to the first in line. Asked again"
              + " it changes nothing and answers booking-not-cancellable.")
  @APIResponse(
      responseCode = "200",
      description = "the group, with those seats CANCELLED",
      content = @Content(schema = @Schema(implementation = GroupView.class)))
  @APIResponse(responseCode = "404", description = "booking-not-found, also for another's seat")
  @APIResponse(responseCode = "409", description = "booking-not-cancellable, booking-in-group")
  public Uni<GroupView> cancelSeats(UUID id, @Valid @NotNull CancelSeats wanted) {
    return visibleGroup(id)
        .chain(group -> bookings.cancelSeats(id, wanted.seatIds(), standIn(group.getFirst())))
        .map(GroupView::of);
  }

  private Uni<List<Placed>> visibleGroup(UUID id) {
    return bookings
        .group(id)
        .invoke(group -> caller.requireActingFor(group.getFirst().booking().holder().userId()));
  }

  private Uni<Placed> visible(UUID id) {
    return bookings
        .find(id)
        .invoke(placed -> caller.requireActingFor(placed.booking().holder().userId()));
  }

  private Uni<Answer> answer(
      Bookings.Result result, Optional<IdempotencyKey> key, Language language) {
    return switch (result) {
      case Bookings.Result.AnsweredBefore before -> Uni.createFrom().item(before.answer());
      case Bookings.Result.Made made -> {
        Answer first = answers.of(made.all(), language);
        Answer answer = made.repeated() ? first.again() : first;
        yield key.filter(given -> !made.isAnswered())
            .map(given -> bookings.remember(given, first).replaceWith(answer))
            .orElseGet(() -> Uni.createFrom().item(answer));
      }
    };
  }

  private Holder holderOf(BookSeat wanted) {
    boolean self = caller.userId().filter(wanted.userId()::equals).isPresent();
    String name = self ? caller.name().orElse(null) : null;
    Language language = self ? caller.language().orElse(null) : null;
    if (wanted.holder() != null) {
      name = wanted.holder().name() == null ? name : wanted.holder().name();
      language = wanted.holder().locale() == null ? language : wanted.holder().locale();
    }
    return new Holder(wanted.userId(), name, language == null ? Language.INDONESIAN : language);
  }

  private boolean seesAll() {
    return caller.isAdmin();
  }

  private static BookingStatus statusOf(String status) {
    try {
      return status == null ? null : BookingStatus.valueOf(status);
    } catch (IllegalArgumentException unknown) {
      throw Problem.invalid("status", "field.choice", Arrays.toString(BookingStatus.values()));
    }
  }
}
