package id.loket.client.booking;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.client.testing.Person;
import id.loket.client.testing.TicketAppStandIn;
import id.loket.kit.id.Ids;
import id.loket.kit.testing.ServiceDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class BookingTest extends ClientAppTest {

  @Test
  void aSeatIsBookedAndReadAtOnceAndIsListedOnceItsEventHasTold() {
    Person person = Person.registered();
    ticketApp.tells(false);

    String id =
        person
            .books(Ids.next())
            .statusCode(201)
            .header("Location", matchesPattern(".*" + person.path() + "/bookings/[0-9a-f-]{36}"))
            .header("Idempotency-Key", notNullValue())
            .body("status", equalTo("PENDING_PAYMENT"))
            .body("paymentUrl", notNullValue())
            .body("price.amount", equalTo(150000))
            .extract()
            .path("id");

    person
        .asks()
        .get(person.path() + "/bookings/" + id)
        .then()
        .statusCode(200)
        .body("fresh", is(true))
        .body("status", equalTo("PENDING_PAYMENT"))
        .body("changes.status", contains("PENDING_PAYMENT"));
    person.asks().get(person.path() + "/bookings").then().body("items", hasSize(0));
    ticketApp.tells(true);
    awaitListed(person, "", 1);
    person
        .asks()
        .get(person.path() + "/bookings")
        .then()
        .statusCode(200)
        .body("items.id", contains(id))
        .body("items[0].event.title", equalTo("Konser Amal & Doa"));
    Map<String, String> request = ticketApp.requests().getFirst();
    assertEquals("POST /bookings", request.get(":path"));
    assertTrue(
        request.get(":body").contains("\"holder\":{\"name\":\"Siti Aminah\",\"locale\":\"id\"}"));
  }

  @Test
  void aSeatCancelledWithoutTheOthersIsToldWithWhatComesBack() {
    Person person = Person.registered();
    List<UUID> seats = List.of(Ids.next(), Ids.next(), Ids.next());
    var booked =
        person
            .asks()
            .body(Map.of("eventId", Ids.next(), "seatIds", seats))
            .post(person.path() + "/bookings");
    String path = person.path() + "/bookings/groups/" + booked.path("id") + "/cancellations";
    Person stranger = Person.registered();
    stranger
        .asks()
        .body(Map.of("seatIds", seats))
        .post(path.replace(person.path(), stranger.path()))
        .then()
        .statusCode(404);
    person.asks().body(Map.of("seatIds", List.of())).post(path).then().statusCode(400);

    // the last, which is not the one that tells of all of them
    person
        .asks()
        .body(Map.of("seatIds", seats.subList(2, 3)))
        .post(path)
        .then()
        .statusCode(200)
        .body("bookings[2].status", equalTo("CANCELLED"))
        .body("bookings[2].group.alone", equalTo(true))
        .body("bookings[0].status", equalTo("PENDING_PAYMENT"));

    JsonNode mail = inbox.await(person.email(), "Kursi A-12 (VIP, baris A) dibatalkan");
    assertTrue(mail.get("text").asText().contains("Rp 150.000, dikembalikan"));
    assertTrue(mail.get("text").asText().contains("tetap berlaku"));
    person
        .asks()
        .get(person.path() + "/notifications")
        .then()
        .body("items.findAll { it.kind == 'SEAT_CANCELLED' }", hasSize(1))
        .body("items.findAll { it.kind == 'BOOKING_CANCELLED' }", hasSize(0));
    awaitListed(person, "?status=CANCELLED", 1);
  }

  @Test
  void severalSeatsAreBookedTogetherAndToldOnce() {
    Person person = Person.registered();
    List<UUID> seats = List.of(Ids.next(), Ids.next(), Ids.next());

    String group =
        person
            .asks()
            .body(Map.of("eventId", Ids.next(), "seatIds", seats))
            .post(person.path() + "/bookings")
            .then()
            .statusCode(201)
            .header(
                "Location", matchesPattern(".*" + person.path() + "/bookings/groups/[0-9a-f-]{36}"))
            .body("bookings", hasSize(3))
            .body("total.amount", equalTo(450000))
            .extract()
            .path("id");

    JsonNode mail = inbox.await(person.email(), "Bayar kursi A-12 (VIP, baris A) dan 2 lagi");
    assertTrue(mail.get("text").asText().contains("Rp 450.000"));
    person
        .asks()
        .get(person.path() + "/notifications")
        .then()
        .body("items.findAll { it.kind == 'PAYMENT_LINK' }", hasSize(1));
    Person stranger = Person.registered();
    stranger.asks().get(stranger.path() + "/bookings/groups/" + group).then().statusCode(404);
    stranger.asks().delete(stranger.path() + "/bookings/groups/" + group).then().statusCode(404);

    person
        .asks()
        .delete(person.path() + "/bookings/groups/" + group)
        .then()
        .statusCode(200)
        .body("status", equalTo("CANCELLED"));
    awaitListed(person, "?status=CANCELLED", 3);
    person
        .asks()
        .body(Map.of("eventId", Ids.next()))
        .post(person.path() + "/bookings")
        .then()
        .statusCode(400);
  }

  @Test
  void aTakenSeatGivesAPlaceInItsLine() {
    Person first = Person.registered();
    Person second = Person.registered();
    UUID seat = Ids.next();
    first.books(seat).statusCode(201);

    second.books(seat).statusCode(202).body("status", equalTo("QUEUED")).body("position", is(1));
  }

  @Test
  void aRefusedSeatIsAProblemThatCarriesTheFailedBookingAndIsRemembered() {
    Person person = Person.registered();
    UUID seat = UUID.fromString("bad00000" + Ids.next().toString().substring(8));

    person
        .books(seat)
        .statusCode(502)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:loket:problem:hold-refused"))
        .body("instance", equalTo(person.path() + "/bookings"))
        .body("booking.status", equalTo("FAILED"));

    awaitListed(person, "?status=FAILED", 1);
    person
        .asks()
        .get(person.path() + "/bookings?status=FAILED")
        .then()
        .body("items", hasSize(1))
        .body("items[0].reason", equalTo("hold-refused"));
    person
        .asks()
        .get(person.path() + "/bookings?status=CONFIRMED")
        .then()
        .body("items", hasSize(0));
  }

  @Test
  void withoutAVerifiedAddressNothingIsBooked() {
    Person person = Person.registered();
    ServiceDatabase.of("client-app")
        .preparedQuery("update app_user set verified_at = null where id = $1")
        .executeAndAwait(Tuple.of(person.id()));
    person
        .books(Ids.next())
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:not-verified"));
    assertTrue(ticketApp.requests().isEmpty());
  }

  @Test
  void nobodyBooksForSomebodyElse() {
    Person person = Person.registered();
    Person stranger = Person.registered();
    stranger
        .asks()
        .body(Map.of("eventId", Ids.next(), "seatId", Ids.next()))
        .post(person.path() + "/bookings")
        .then()
        .statusCode(403);
  }

  @Test
  void theSameKeyBooksOnceAndAnotherRequestUnderItIsRefused() {
    Person person = Person.registered();
    UUID seat = Ids.next();

    String id = bookWithKey(person, seat).statusCode(201).extract().path("id");

    bookWithKey(person, seat)
        .statusCode(201)
        .header("Idempotency-Replayed", equalTo("true"))
        .body("id", equalTo(id));
    assertEquals("\"my-key\"", ticketApp.requests().getLast().get("idempotency-key"));
  }

  @ParameterizedTest
  @EnumSource(
      value = TicketAppStandIn.Mood.class,
      names = {"DEAD", "BROKEN"})
  void withTicketAppAwayBookingIsRefusedSoonAndCanBeRepeatedUnderTheSameKey(
      TicketAppStandIn.Mood mood) {
    Person person = Person.registered();
    ticketApp.feels(mood);
    Instant start = Instant.now();

    person
        .books(Ids.next())
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("type", equalTo("urn:loket:problem:ticket-unavailable"))
        .body("idempotencyKey", notNullValue());
    assertTrue(Duration.between(start, Instant.now()).toSeconds() < 5);

    ticketApp.feels(TicketAppStandIn.Mood.WELL);
    Eventually.until(
        "booking works again", () -> person.books(Ids.next()).extract().statusCode() == 201);
  }

  @Test
  void whileTicketAppHangsTheHistoryAnswersInBoundedTime() {
    Person person = Person.registered();
    String id = person.books(Ids.next()).statusCode(201).extract().path("id");
    awaitListed(person, "", 1);
    ticketApp.feels(TicketAppStandIn.Mood.HUNG);
    Instant start = Instant.now();

    person
        .asks()
        .get(person.path() + "/bookings/" + id)
        .then()
        .statusCode(200)
        .body("fresh", is(false))
        .body("status", equalTo("PENDING_PAYMENT"))
        .body("changes", hasSize(1));

    assertTrue(Duration.between(start, Instant.now()).toSeconds() < 10);
  }

  @Test
  void readingABookingAsksHowItIsNow() {
    Person person = Person.registered();
    String id = person.books(Ids.next()).statusCode(201).extract().path("id");
    awaitListed(person, "", 1);
    ticketApp.becomes(UUID.fromString(id), "CONFIRMED", null);

    person
        .asks()
        .get(person.path() + "/bookings/" + id)
        .then()
        .statusCode(200)
        .body("fresh", is(true))
        .body("status", equalTo("CONFIRMED"))
        .body("changes.status", contains("PENDING_PAYMENT", "CONFIRMED"))
        .body("changes.version", contains(2, 3));
  }

  @Test
  void aBookingNeverHeardOfIsFoundAtTicketAppIfItIsTheirs() throws Exception {
    Person person = Person.registered();
    ObjectNode request = new ObjectMapper().createObjectNode();
    request.put("userId", person.id().toString());
    request.put("eventId", Ids.next().toString()).put("seatId", Ids.next().toString());
    ObjectNode booking = TicketAppStandIn.newBooking(request);
    ticketApp.has(booking);
    String path = "/bookings/" + booking.get("id").asText();

    person.asks().get(person.path() + path).then().statusCode(200);

    Person stranger = Person.registered();
    stranger
        .asks()
        .get(stranger.path() + path)
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:loket:problem:booking-not-found"))
        .body("status", equalTo(404));
    stranger.asks().delete(stranger.path() + path).then().statusCode(404);
    person.asks().get(person.path() + "/bookings/" + Ids.next()).then().statusCode(404);
  }

  @Test
  void cancellingTwiceIsToldByTicketApp() {
    Person person = Person.registered();
    String id = person.books(Ids.next()).statusCode(201).extract().path("id");
    String path = person.path() + "/bookings/" + id;
    awaitListed(person, "", 1);

    person.asks().delete(path).then().statusCode(200).body("status", equalTo("CANCELLED"));
    person
        .asks()
        .delete(path)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:booking-not-cancellable"));
    person
        .asks()
        .get(path)
        .then()
        .body("changes.status", contains("PENDING_PAYMENT", "CANCELLED"))
        .body("changes[1].reason", equalTo("cancelled-by-user"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"eventId\": \"not-an-id\", \"seatId\": \"0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f\"}",
        "{\"eventId\": 5, \"seatId\": 6}",
        "{\"eventId\": \"0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f\"}",
        "{\"seat\": \"0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f\"}",
        "null"
      })
  void invalidRequestsNeverReachTicketApp(String body) {
    Person person = Person.sample("citizen");
    person.asks().body(body).post(person.path() + "/bookings").then().statusCode(400);
    assertTrue(ticketApp.requests().isEmpty());
  }

  @Test
  void anUnknownStatusIsRefused() {
    Person person = Person.sample("citizen");
    person
        .asks()
        .get(person.path() + "/bookings?status=SOLD")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("status"));
    given().get(person.path() + "/bookings").then().statusCode(401);
  }

  /** Until as many of a person's bookings are in the history, as ticket-app's events tell it. */
  private static void awaitListed(Person person, String filter, int count) {
    Eventually.until(
        count + " bookings " + filter,
        () ->
            person
                    .asks()
                    .get(person.path() + "/bookings" + filter)
                    .then()
                    .extract()
                    .<List<Object>>path("items")
                    .size()
                == count);
  }

  private static io.restassured.response.ValidatableResponse bookWithKey(Person person, UUID seat) {
    return person
        .asks()
        .header("Idempotency-Key", "\"my-key\"")
        .body(Map.of("eventId", seat, "seatId", seat))
        .post(person.path() + "/bookings")
        .then();
  }
}
