package id.loket.client.ticket;

import id.loket.kit.auth.ServiceTokens;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Calls to ticket-app that end in bounded time. Booking waits for the organiser's system behind
 * ticket-app, so it may take longest. While nothing answers, the circuit breakers answer at once.
 */
@Singleton
public class TicketCalls {
  private static final String TICKET_APP = "ticket-app";
  private static final int BOOK_SECONDS = 15;
  private static final int READ_SECONDS = 4;
  private static final int CALLS_WATCHED = 10;
  private static final long OPEN_MILLIS = 2000;

  private final TicketApi api;
  private final ServiceTokens tokens;

  TicketCalls(@RestClient TicketApi api, ServiceTokens tokens) {
    this.api = api;
    this.tokens = tokens;
  }

  @Timeout(value = BOOK_SECONDS, unit = ChronoUnit.SECONDS)
  @CircuitBreaker(requestVolumeThreshold = CALLS_WATCHED, delay = OPEN_MILLIS)
  Uni<Response> book(String key, String language, SeatRequest request) {
    return api.book(bearer(), key, language, request);
  }

  @Timeout(value = READ_SECONDS, unit = ChronoUnit.SECONDS)
  @CircuitBreaker(requestVolumeThreshold = CALLS_WATCHED, delay = OPEN_MILLIS)
  Uni<Response> read(String language, UUID id) {
    return api.read(bearer(), language, id);
  }

  @Timeout(value = BOOK_SECONDS, unit = ChronoUnit.SECONDS)
  @CircuitBreaker(requestVolumeThreshold = CALLS_WATCHED, delay = OPEN_MILLIS)
  Uni<Response> cancel(String language, UUID id) {
    return api.cancel(bearer(), language, id);
  }

  @Timeout(value = READ_SECONDS, unit = ChronoUnit.SECONDS)
  @CircuitBreaker(requestVolumeThreshold = CALLS_WATCHED, delay = OPEN_MILLIS)
  Uni<Response> readGroup(String language, UUID id) {
    return api.readGroup(bearer(), language, id);
  }

  @Timeout(value = BOOK_SECONDS, unit = ChronoUnit.SECONDS)
  @CircuitBreaker(requestVolumeThreshold = CALLS_WATCHED, delay = OPEN_MILLIS)
  Uni<Response> cancelGroup(String language, UUID id) {
    return api.cancelGroup(bearer(), language, id);
  }

  @Timeout(value = BOOK_SECONDS, unit = ChronoUnit.SECONDS)
  @CircuitBreaker(requestVolumeThreshold = CALLS_WATCHED, delay = OPEN_MILLIS)
  Uni<Response> cancelSeats(String language, UUID id, SeatsToCancel seats) {
    return api.cancelSeats(bearer(), language, id, seats);
  }

  @Timeout(value = BOOK_SECONDS, unit = ChronoUnit.SECONDS)
  Uni<Response> ticket(UUID id) {
    return api.ticket(bearer(), id);
  }

  private String bearer() {
    return tokens.bearerFor(TICKET_APP);
  }
}
