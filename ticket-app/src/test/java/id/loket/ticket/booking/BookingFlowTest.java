package id.loket.ticket.booking;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@TicketAppTest
class BookingFlowTest {
  private final Counter counter = new Counter();
  private final Database database = new Database();

  @Test
  void anOpenSeatIsHeldInvoicedAndPaid() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    UUID user = UUID.randomUUID();

    UUID booking =
        UUID.fromString(
            counter
                .book(user, event, seat)
                .then()
                .statusCode(201)
                .header("Location", notNullValue())
                .body("status", equalTo("PENDING_PAYMENT"))
                .body("invoiceNumber", notNullValue())
                .body("paymentUrl", notNullValue())
                .body("expiresAt", notNullValue())
                .extract()
                .path("id"));
    assertThat(counter.seatStatus(seat)).isEqualTo("ON_GOING");
    assertThat(counter.isHeld(event, booking)).isTrue();

    String invoice = counter.admin().get("/bookings/{id}", booking).path("invoiceNumber");
    counter
        .webhook("invoice.paid", new Counter.Booked(user, booking, invoice))
        .then()
        .statusCode(204);

    assertThat(counter.statusOf(booking)).isEqualTo("CONFIRMED");
    assertThat(counter.seatStatus(seat)).isEqualTo("BOOKED");
    List<String> timeline =
        counter.citizen(user).get("/bookings/{id}/timeline", booking).path("status");
    assertThat(timeline).containsExactly("HOLDING", "PENDING_PAYMENT", "CONFIRMED");
  }

  @Test
  void aTakenSeatPutsTheNextPersonInLine() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    counter.pending(event, seat);

    counter
        .book(UUID.randomUUID(), event, seat)
        .then()
        .statusCode(202)
        .body("status", equalTo("QUEUED"))
        .body("position", equalTo(1));
  }

  @Test
  void aServiceBooksForAUserAndNamesTheHolder() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    UUID user = UUID.randomUUID();

    counter
        .service()
        .body(
            Map.of(
                "userId", user,
                "eventId", event,
                "seatId", seat,
                "holder", Map.of("name", "Budi", "locale", "en")))
        .post("/bookings")
        .then()
        .statusCode(201)
        .body("userId", equalTo(user.toString()));
  }

  @Test
  void aSeatChangeIsStreamedToWhoeverWatches() throws Exception {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    try (var stream = new SeatStream(event)) {
      counter.pending(event, seat);
      assertThat(stream.awaitLineContaining(seat.toString())).contains("ON_GOING");
    }
  }

  @Test
  void aSeatChangeWhoseReplicaDiedAfterTheCommitIsStreamedToo() throws Exception {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    try (var stream = new SeatStream(event)) {
      database.query(
          """
          insert into seat_change (seat_id, event_id, status, version)
          values ($1, $2, 'BOOKED', 7)
          """,
          seat,
          event);
      assertThat(stream.awaitLineContaining(seat.toString())).contains("BOOKED");
    }
    await().until(() -> database.count("select count(*) from seat_change") == 0);
  }

  @Test
  void aStreamEndsWhenChangesMayHaveBeenMissed() throws Exception {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    try (var stream = new SeatStream(event)) {
      counter.pending(event, seat);
      stream.awaitLineContaining(seat.toString());

      database.query(
          """
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'ticket-app listening'
          """);

      stream.awaitEnd();
    }
  }

  @Test
  void theLineIsShownWithoutTellingWhoWaits() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    counter.pending(event, seat);
    Counter.Booked first = counter.queued(event, seat);
    counter.queued(event, seat);

    Map<String, Object> line =
        counter.citizen(first.user()).get("/seats/{id}/queue", seat).jsonPath().getMap("$");
    assertThat(line).containsEntry("length", 2);
    List<Map<String, Object>> items =
        counter.citizen(first.user()).get("/seats/{id}/queue", seat).path("items");
    assertThat(items.get(0)).containsEntry("userId", first.user().toString());
    assertThat(items.get(1)).doesNotContainKey("userId");
    given().get("/seats/{id}/queue", seat).then().statusCode(401);
  }
}
