package id.loket.ticket.organiser;

import id.loket.kit.http.UpstreamCalls;
import id.loket.kit.tls.Authorities;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Holds and releases seats in organisers' own systems (DESIGN §3: {@code POST /holds}, {@code
 * DELETE /holds/{id}}). A hold carries the booking's id as its own, so repeating it cannot hold
 * twice and it can be released without knowing whether it ever arrived.
 */
@Singleton
public class OrganiserClient {
  private static final Logger LOG = Logger.getLogger(OrganiserClient.class);

  private final OrganiserAddresses addresses;
  private final Duration timeout;
  private final UpstreamCalls calls;

  OrganiserClient(
      OrganiserAddresses addresses, OrganiserConfig config, Vertx vertx, Authorities authorities) {
    this.addresses = addresses;
    this.timeout = config.timeout();
    this.calls = new UpstreamCalls(vertx, authorities, "ticket-app", timeout);
  }

  /**
   * Asks the organiser to hold a seat.
   *
   * @param organiserUrl the event's own system, or null for the default
   * @return never fails: an unreachable organiser is {@link HoldOutcome#UNKNOWN}
   */
  public Uni<HoldOutcome> hold(String organiserUrl, UUID bookingId, UUID eventId, UUID seatId) {
    JsonObject hold =
        new JsonObject()
            .put("holdId", bookingId.toString())
            .put("bookingId", bookingId.toString())
            .put("eventId", eventId.toString())
            .put("seatId", seatId.toString());
    return call(organiserUrl, HttpMethod.POST, "/holds", hold)
        .map(response -> outcomeOf(response.statusCode()))
        .onFailure()
        .invoke(e -> LOG.warnf("Hold of booking %s has no answer: %s", bookingId, e.toString()))
        .onFailure()
        .recoverWithItem(HoldOutcome.UNKNOWN);
  }

  /**
   * Gives a held seat back, or makes sure it never gets held.
   *
   * @return fails when the organiser has not confirmed, so that it has to be tried again
   */
  public Uni<Void> release(String organiserUrl, UUID bookingId) {
    return call(organiserUrl, HttpMethod.DELETE, "/holds/" + bookingId, null)
        .invoke(
            response -> {
              int status = response.statusCode();
              if (status != 204 && status != 200 && status != 404) {
                throw new IllegalStateException("the organiser answered " + status);
              }
            })
        .replaceWithVoid();
  }

  private static HoldOutcome outcomeOf(int status) {
    return switch (status) {
      case 200, 201 -> HoldOutcome.HELD;
      case 409, 410 -> HoldOutcome.REFUSED;
      default -> HoldOutcome.UNKNOWN;
    };
  }

  private Uni<HttpResponse<Buffer>> call(
      String organiserUrl, HttpMethod method, String path, JsonObject body) {
    URI base = addresses.urlOf(organiserUrl);
    String url = base.toString().replaceAll("/+$", "") + path;
    return calls.call(
        base.getAuthority(),
        client ->
            addresses
                .resolve(base)
                .map(
                    address ->
                        client
                            .requestAbs(method, address, url)
                            .traceOperation(method.name() + " /holds")
                            .timeout(timeout.toMillis()))
                .chain(request -> body == null ? request.send() : request.sendJsonObject(body)));
  }
}
