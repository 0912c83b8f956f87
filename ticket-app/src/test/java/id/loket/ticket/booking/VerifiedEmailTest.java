package id.loket.ticket.booking;

import static org.hamcrest.Matchers.equalTo;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.TicketAppTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whoever cannot be written to buys nothing, also not here, beside client-app. */
@TicketAppTest
class VerifiedEmailTest {
  private final Counter counter = new Counter();

  @Test
  void withoutAProvenAddressNothingIsBookedOrOrdered() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    UUID user = UUID.randomUUID();
    String unverified = counter.tokens().unverified(user, "citizen");

    Counter.request(unverified)
        .body(Map.of("userId", user, "eventId", event, "seatId", seat))
        .post("/bookings")
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:loket:problem:not-verified"));
    Counter.request(unverified)
        .header("Accept-Language", "id")
        .body(Map.of("items", List.of(Map.of("store", "pusat", "item", "kaus", "quantity", 1))))
        .post("/orders")
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:not-verified"))
        .body("title", equalTo("Verifikasi alamat surel Anda dulu"));

    counter
        .service()
        .body(Map.of("userId", user, "eventId", event, "seatId", seat))
        .post("/bookings")
        .then()
        .statusCode(201);
  }
}
