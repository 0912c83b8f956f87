package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same Idempotency-Key never books twice. */
@TicketAppTest
class IdempotencyTest {
  private final Counter counter = new Counter();

  private final Database database = new Database();

  @AfterEach
  void restore() {
    counter.organiserRefuses(false);
  }

  @Test
  void aRepeatGetsTheFirstAnswer() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    UUID user = UUID.randomUUID();
    String key = "\"" + UUID.randomUUID() + "\"";

    Response first = book(key, user, event, seat);
    Response second = book(key, user, event, seat);

    first.then().statusCode(201);
    second.then().statusCode(201).header("Idempotency-Replayed", "true");
    assertThat(second.asString()).isEqualTo(first.asString());
    assertThat(bookingsOf(user)).isEqualTo(1);
  }

  @Test
  void anErrorIsRepeatedToo() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    UUID user = UUID.randomUUID();
    String key = UUID.randomUUID().toString();
    counter.organiserRefuses(true);
    Response first = book(key, user, event, seat);
    counter.organiserRefuses(false);

    Response second = book(key, user, event, seat);

    first.then().statusCode(502);
    second.then().statusCode(502).contentType("application/problem+json");
    assertThat(second.asString()).isEqualTo(first.asString());
    assertThat(bookingsOf(user)).isEqualTo(1);
  }

  @Test
  void theSameKeyWithAnotherBodyIsRefused() {
    UUID event = counter.event();
    List<UUID> seats = counter.seats(event, 2);
    UUID user = UUID.randomUUID();
    String key = UUID.randomUUID().toString();
    book(key, user, event, seats.get(0)).then().statusCode(201);

    book(key, user, event, seats.get(1))
        .then()
        .statusCode(422)
        .body("type", equalTo("urn:loket:problem:idempotency-key-reused"));
  }

  @Test
  void aKeyWhoseRequestDiedIsAnsweredFromItsBooking() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    UUID user = UUID.randomUUID();
    String key = UUID.randomUUID().toString();
    Response first = book(key, user, event, seat);
    // as if the process had died before it could remember its answer
    database.query(
        "update idempotency_key set status = null, body = null, location = null where key = $1",
        key);

    book(key, user, event, seat)
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", "true")
        .body("id", equalTo(first.<String>path("id")));
  }

  @Test
  void ofManyAtOnceOneBooks() throws Exception {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    UUID user = UUID.randomUUID();
    String key = UUID.randomUUID().toString();
    List<Response> responses = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<Response>> futures = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        futures.add(threads.submit(() -> book(key, user, event, seat)));
      }
      for (Future<Response> future : futures) {
        responses.add(future.get());
      }
    }

    assertThat(responses).extracting(Response::statusCode).containsOnly(201, 409);
    assertThat(responses).filteredOn(r -> r.statusCode() == 201).isNotEmpty();
    assertThat(bookingsOf(user)).isEqualTo(1);
  }

  @Test
  void anEmptyOrOverlongKeyIsRefused() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);

    book("\"\"", UUID.randomUUID(), event, seat)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("Idempotency-Key"));
    book("x".repeat(300), UUID.randomUUID(), event, seat).then().statusCode(400);
  }

  @Test
  void anEventIsMadeOncePerKey() {
    String key = UUID.randomUUID().toString();
    Map<String, Object> event =
        Map.of("title", "t", "venue", "v", "startsAt", "2031-01-01T00:00:00Z");
    var organiser = counter.organiser().header("Idempotency-Key", key).body(event);

    String first = organiser.post("/events").then().statusCode(201).extract().path("id");
    organiser
        .post("/events")
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", "true")
        .body("id", equalTo(first));
  }

  private Response book(String key, UUID user, UUID event, UUID seat) {
    return counter
        .citizen(user)
        .header("Idempotency-Key", key)
        .body(Map.of("userId", user, "eventId", event, "seatId", seat))
        .post("/bookings");
  }

  private long bookingsOf(UUID user) {
    return database.count("select count(*) from booking where user_id = $1", user);
  }
}
