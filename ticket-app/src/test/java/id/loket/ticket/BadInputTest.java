package id.loket.ticket;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, a clear problem comes back and nothing is half done. */
@TicketAppTest
class BadInputTest {
  private static final String VALID =
      "{\"title\":\"t\",\"venue\":\"v\",\"startsAt\":\"2031-01-01T00:00:00Z\"%s}";

  private final Counter counter = new Counter();

  private final Database database = new Database();

  @ParameterizedTest
  @ValueSource(strings = {"not-a-uuid", "1-1-1-1-1", "%20", "0192f0c1-7a3b-7c2d-9e4f"})
  void aMalformedIdIsNamedSo(String id) {
    given()
        .urlEncodingEnabled(false)
        .get("/events/" + id)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:loket:problem:malformed-id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/xml", "text/plain", "image/png"})
  void whatIsStoredIsNeverServedAsAnythingButJson(String wanted) {
    String event =
        counter
            .organiser()
            .body(VALID.formatted("").replace("\"t\"", "\"<img src=x onerror=alert(1)>\""))
            .post("/events")
            .then()
            .statusCode(201)
            .extract()
            .path("id");

    for (String path : List.of("/events", "/events/" + event, "/events/" + event + "/seats")) {
      given()
          .accept(wanted)
          .get(path)
          .then()
          .statusCode(406)
          .contentType("application/problem+json")
          .body("type", equalTo("urn:loket:problem:not-acceptable"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/events/", "/seats/"})
  void anUnknownIdIsNotFound(String path) {
    given()
        .get(path + UUID.randomUUID())
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"venue\":\"v\",\"startsAt\":\"2031-01-01T00:00:00Z\"} | title",
        "{\"title\":5,\"venue\":\"v\",\"startsAt\":\"2031-01-01T00:00:00Z\"} | title",
        "{\"title\":\"t\",\"venue\":\"v\",\"startsAt\":\"tomorrow\"} | startsAt",
        "{\"title\":\"t\",\"venue\":\"v\",\"startsAt\":\"2001-01-01T00:00:00Z\"} | startsAt",
        "{\"title\":\" \",\"venue\":\"v\",\"startsAt\":\"2031-01-01T00:00:00Z\"} | title",
        "{\"title\":\"t\",\"venue\":\"v\",\"startsAt\":\"2031-01-01T00:00:00Z\",\"x\":1} | x",
        "{\"title\":\"t\",\"venue\":\"v\",\"startsAt\":\"2031-01-01T00:00:00Z\",\"status\":\"NO\"} | status",
        "{\"title\":\"t\",\"venue\":\"v\",\"startsAt\":\"2031-01-01T00:00:00Z\",\"status\":1} | status",
        "{\"title\":\"t\",\"venue\":\"v\",\"startsAt\":\"2031-01-01T00:00:00Z\",\"organiserUrl\":\"ftp://x\"} | organiserUrl",
        "{\"title\":\"t\",\"venue\":\"v\",\"startsAt\":\"2031-01-01T00:00:00Z\",\"organiserUrl\":\"http://u:p@x\"} | organiserUrl"
      })
  void aWrongFieldIsNamed(String body, String field) {
    counter
        .organiser()
        .body(body)
        .post("/events")
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:loket:problem:invalid-input"))
        .body("errors.field", hasItem(field));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[1,2", "{\"title\":\"t\"} trailing", "nonsense"})
  void whatIsNoJsonIsSaidSo(String body) {
    counter
        .organiser()
        .body(body)
        .post("/events")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "\"text\"", "7", ""})
  void anotherKindOfJsonIsSaidSo(String body) {
    counter
        .organiser()
        .body(body)
        .post("/events")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({
    "-1, IDR, amount",
    "1.5, IDR, amount",
    "99999999999999999999, IDR, amount",
    "1000000000001, IDR, amount",
    "\"5\", IDR, amount",
    "5, XXA, currency",
    "5, idr, currency",
    "5, '', currency"
  })
  void aPriceIsAWholeNumberInAKnownCurrency(String amount, String currency, String field) {
    UUID event = counter.event();

    counter
        .organiser()
        .body(
            "{\"seats\":[{\"label\":\"1\",\"price\":{\"amount\":%s,\"currency\":\"%s\"}}]}"
                .formatted(amount, currency))
        .post("/events/{id}/seats", event)
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:loket:problem:invalid-input"))
        .body("errors[0].field", containsString(field));
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=100000", "limit=-1", "limit=ten", "limit=9999999999"})
  void aLimitIsFrom1To250(String query) {
    given()
        .get("/events?" + query)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("limit"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "AAAA", "%F0%9F", "MTox"})
  void aCursorThatIsNotOursIsRefused(String cursor) {
    given()
        .urlEncodingEnabled(false)
        .get("/events?cursor=" + cursor)
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:loket:problem:invalid-cursor"));
  }

  @Test
  void aBodyOfTenMegabytesIsRefusedUnread() throws Exception {
    java.net.http.HttpRequest request =
        java.net.http.HttpRequest.newBuilder(
                java.net.URI.create(
                    "http://localhost:" + io.restassured.RestAssured.port + "/events"))
            .header("Authorization", counter.tokens().user(UUID.randomUUID(), "organiser"))
            .header("Content-Type", "application/json")
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .expectContinue(true)
            .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(new byte[10 * 1024 * 1024]))
            .build();
    try (var client = java.net.http.HttpClient.newHttpClient()) {
      var response = client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(response.body()).contains("urn:loket:problem:too-large");
    }
  }

  @Test
  void whoeverIsStillSendingATooLargeBodyCanReadTheAnswer() throws Exception {
    byte[] half = new byte[2 * 1024 * 1024];
    String head =
        "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: %d\r\n\r\n".formatted(2 * half.length);
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(half);
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String status = answer.readLine();
      assertThat(status).startsWith("HTTP/1.1 413");

      socket.getOutputStream().write(half);
      assertThat(answer.lines()).anyMatch(line -> line.contains("urn:loket:problem:too-large"));
    }
  }

  @Test
  void onlyAGenuineFreshTokenGetsIn() throws Exception {
    UUID user = UUID.randomUUID();
    var foreignKey = KeyPairGenerator.getInstance("EC");
    foreignKey.initialize(256);

    for (String token :
        new String[] {
          counter.tokens().expired(user, "citizen"),
          counter.tokens().unsigned(user, "citizen"),
          counter.tokens().forged(user, foreignKey.generateKeyPair().getPrivate(), "citizen"),
          counter.tokens().service("payment-app", "client-app"),
          "Bearer nonsense",
          "Bearer a.b.c",
          "Bearer " + "x".repeat(9000)
        }) {
      Response response = Counter.request(token).get("/bookings");
      assertThat(response.statusCode()).as(token.substring(0, 12)).isEqualTo(401);
      assertThat(response.contentType()).contains("application/problem+json");
    }
    given().get("/bookings").then().statusCode(401).header("WWW-Authenticate", equalTo("Bearer"));
  }

  @Test
  void somebodyElsesBookingIsNotShownChangedOrMade() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked booked = counter.pending(event, seat);
    UUID stranger = UUID.randomUUID();

    counter.citizen(stranger).get("/bookings/{id}", booked.id()).then().statusCode(403);
    counter.citizen(stranger).delete("/bookings/{id}", booked.id()).then().statusCode(403);
    counter.citizen(stranger).get("/bookings/{id}/timeline", booked.id()).then().statusCode(403);
    counter.citizen(stranger).get("/bookings?userId={id}", booked.user()).then().statusCode(403);
    counter
        .citizen(stranger)
        .body(
            "{\"userId\":\"%s\",\"eventId\":\"%s\",\"seatId\":\"%s\"}"
                .formatted(booked.user(), event, seat))
        .post("/bookings")
        .then()
        .statusCode(403);
    counter
        .citizen(stranger)
        .get("/bookings")
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(0));
  }

  @Test
  void aSeatOfAnotherEventOrOfNoneIsNotBooked() {
    UUID seat = counter.seat(counter.event());

    counter.book(UUID.randomUUID(), counter.event(), seat).then().statusCode(404);
    counter.book(UUID.randomUUID(), counter.event(), UUID.randomUUID()).then().statusCode(404);
  }

  @Test
  void problemsSpeakIndonesianToWhoeverAsksForIt() {
    given()
        .header("Accept-Language", "id-ID,id;q=0.9")
        .get("/events/{id}", UUID.randomUUID())
        .then()
        .statusCode(404)
        .header("Content-Language", "id")
        .body("title", equalTo("Acara tidak ada"));
  }

  @Test
  void unknownAddressesAndMethodsAreProblemsToo() {
    given().get("/nowhere").then().statusCode(404).contentType("application/problem+json");
    given().put("/events").then().statusCode(405).contentType("application/problem+json");
    given()
        .header("Authorization", counter.tokens().user(UUID.randomUUID(), "organiser"))
        .contentType(ContentType.TEXT)
        .body("x")
        .post("/events")
        .then()
        .statusCode(415)
        .contentType("application/problem+json");
  }

  @Test
  void textThatLooksLikeSqlIsJustText() {
    String nasty = "'; drop table booking; --";
    UUID event = counter.event(java.util.Map.of("title", nasty));

    given().get("/events/{id}", event).then().statusCode(200).body("title", equalTo(nasty));
    given().get("/events?q={q}", nasty).then().statusCode(200);
  }

  @Test
  void anUnexpectedErrorTellsNoInternalsAndEndsNothing() {
    database.query("alter table event rename to event_gone");
    try {
      given()
          .get("/events")
          .then()
          .statusCode(500)
          .contentType("application/problem+json")
          .body("type", equalTo("urn:loket:problem:internal"))
          .body("detail", not(containsString("event_gone")));
    } finally {
      database.query("alter table event_gone rename to event");
    }
    given().get("/events").then().statusCode(200);
  }

  @Test
  void aNulCharacterIsRefusedNotAnError() {
    counter
        .organiser()
        .body(VALID.formatted(",\"description\":\"a\\u0000b\""))
        .post("/events")
        .then()
        .statusCode(400);
    given().urlEncodingEnabled(false).get("/events?q=a%00b").then().statusCode(400);
  }
}
