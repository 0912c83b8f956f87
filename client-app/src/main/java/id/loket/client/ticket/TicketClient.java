package id.loket.client.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.kit.json.TolerantJson;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.UUID;

/** Bookings at ticket-app. Every call ends with its answer or with {@link TicketUnavailable}. */
@Singleton
public class TicketClient {
  private static final int SERVER_ERROR = 500;

  /** Answers that say this service is not let in: our mistake, nothing a user could act on. */
  private static final Set<Integer> NOT_LET_IN = Set.of(401, 403);

  private final TicketCalls calls;
  private final TolerantJson tolerant;
  private final ObjectMapper json;

  TicketClient(TicketCalls calls, TolerantJson tolerant, ObjectMapper json) {
    this.calls = calls;
    this.tolerant = tolerant;
    this.json = json;
  }

  /** Asks for a seat; the same key asks for the same booking. */
  public Uni<TicketAnswer> book(String key, String language, SeatRequest request) {
    return understood(calls.book("\"" + key + "\"", language, request));
  }

  /** How a booking is now. */
  public Uni<TicketAnswer> read(String language, UUID id) {
    return understood(calls.read(language, id));
  }

  /** How bookings made together are now. */
  public Uni<TicketAnswer> readGroup(String language, UUID id) {
    return understood(calls.readGroup(language, id));
  }

  /** Cancels bookings made together, or leaves their waiting lists. */
  public Uni<TicketAnswer> cancelGroup(String language, UUID id) {
    return understood(calls.cancelGroup(language, id));
  }

  /** Cancels some of the seats that were booked together. */
  public Uni<TicketAnswer> cancelSeats(String language, UUID id, SeatsToCancel seats) {
    return understood(calls.cancelSeats(language, id, seats));
  }

  /** Cancels a booking or leaves the waiting list. */
  public Uni<TicketAnswer> cancel(String language, UUID id) {
    return understood(calls.cancel(language, id));
  }

  private Uni<TicketAnswer> understood(Uni<Response> call) {
    return call.map(this::answer)
        .onFailure(failure -> !(failure instanceof TicketUnavailable))
        .transform(failure -> new TicketUnavailable("no answer", failure));
  }

  private TicketAnswer answer(Response response) {
    int status = response.getStatus();
    String body = response.hasEntity() ? response.readEntity(String.class) : "";
    JsonNode document = parse(body, status);
    boolean isProblem = status >= Response.Status.BAD_REQUEST.getStatusCode();
    if (NOT_LET_IN.contains(status) || (isProblem && !document.has("type"))) {
      throw new TicketUnavailable("status " + status, null);
    }
    JsonNode group = isProblem ? document.get("group") : document.has("bookings") ? document : null;
    JsonNode booking =
        isProblem ? document.get("booking") : document.has("bookings") ? null : document;
    if (status >= SERVER_ERROR && booking == null && group == null) {
      throw new TicketUnavailable(document.get("type").asText(), null);
    }
    return new TicketAnswer(
        status,
        booking == null || !booking.has("id") ? null : view(booking, BookingView.class),
        group == null || !group.has("bookings") ? null : view(group, GroupView.class),
        isProblem ? document : null,
        "true".equals(response.getHeaderString("Idempotency-Replayed")),
        response.getHeaderString(HttpHeaders.RETRY_AFTER));
  }

  private <T> T view(JsonNode shown, Class<T> as) {
    try {
      return tolerant.read(shown.toString(), as);
    } catch (IllegalArgumentException e) {
      throw new TicketUnavailable("not a booking", e);
    }
  }

  private JsonNode parse(String body, int status) {
    try {
      return json.readTree(body.isBlank() ? "{}" : body);
    } catch (JsonProcessingException e) {
      throw new TicketUnavailable("status " + status + " without JSON", null);
    }
  }
}
