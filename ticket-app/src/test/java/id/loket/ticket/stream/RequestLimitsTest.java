package id.loket.ticket.stream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.CoreMatchers.both;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.TicketAppTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A service holds each caller to a share of it, gateway or not (H1, H4, H6). */
@TicketAppTest
@TestProfile(RequestLimitsTest.Low.class)
class RequestLimitsTest {
  private final Counter counter = new Counter();

  /** Limits a test reaches. */
  public static class Low implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "loket.limits.times", "1",
          "loket.limits.new-tokens", "2",
          "loket.limits.classes.probe.of", "GET /nothing/*",
          "loket.limits.classes.probe.per-address", "3",
          "loket.limits.classes.probe.per-user", "2",
          "loket.limits.classes.probe.window", "10m",
          "loket.stream.watchers-per-address", "2",
          "loket.stream.watchers", "3");
    }
  }

  private static Response probe(String address, String authorization) {
    var request = given().header("X-Forwarded-For", address);
    return (authorization == null ? request : request.header("Authorization", authorization))
        .get("/nothing/here");
  }

  @Test
  void anAddressHasItsShareAlsoOfWhatIsNotThere() {
    for (int i = 0; i < 3; i++) {
      probe("203.0.113.1", null)
          .then()
          .statusCode(404)
          .header("RateLimit-Policy", "\"probe\";q=3;w=600")
          .header("RateLimit", startsWith("\"probe\";r=" + (2 - i) + ";t="));
    }
    given()
        .header("X-Forwarded-For", "203.0.113.1")
        .header("Accept-Language", "id")
        .get("/nothing/here")
        .then()
        .statusCode(429)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:loket:problem:too-many-requests"))
        .body("title", equalTo("Terlalu banyak permintaan"))
        .header("Retry-After", Integer::parseInt, both(greaterThan(0)).and(lessThan(201)));
    probe("203.0.113.1", null).then().statusCode(429).body("detail", startsWith("Wait "));
    probe("203.0.113.2", null).then().statusCode(404);
    given().get("/q/health/live").then().statusCode(200).header("RateLimit", nullValue());
  }

  @Test
  void anInventedAddressInFrontOfTheTrueOneGainsNothing() {
    for (int i = 0; i < 3; i++) {
      probe("198.51.100." + i + ", 203.0.113.7", null).then().statusCode(404);
    }
    probe("198.51.100.9, 203.0.113.7", null).then().statusCode(429);
    for (int i = 0; i < 3; i++) {
      probe("2001:db8:0:7::" + i, null).then().statusCode(404);
    }
    probe("2001:db8:0:7:ffff::1", null).then().statusCode(429);
  }

  @Test
  void whoeverIsSignedInIsCountedByUserWhereverTheyAre() {
    String one = counter.tokens().user(UUID.randomUUID(), "citizen");
    String other = counter.tokens().user(UUID.randomUUID(), "citizen");
    for (int i = 0; i < 3; i++) {
      probe("203.0.113.20", null);
    }
    probe("203.0.113.20", null).then().statusCode(429);

    probe("203.0.113.20", one).then().statusCode(404);
    probe("203.0.113.21", one).then().statusCode(404);
    probe("203.0.113.22", one).then().statusCode(429);
    probe("203.0.113.20", other).then().statusCode(404);
  }

  @Test
  void wrongTokensCountAndOtherServicesDoNot() {
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(
          given()
              .header("X-Forwarded-For", "203.0.113.30")
              .header("Authorization", counter.tokens().expired(UUID.randomUUID(), "citizen"))
              .get("/orders")
              .statusCode());
    }
    assertThat(answers).startsWith(401, 401).contains(429);
    for (int i = 0; i < 6; i++) {
      probe("203.0.113.31", counter.tokens().service("client-app", "ticket-app"))
          .then()
          .statusCode(404);
    }
  }

  @Test
  void watchersHaveALimitPerAddressAndInAll() throws Exception {
    UUID event = counter.event();
    List<HttpClient> clients = new ArrayList<>();
    assertThat(watch(clients, event, "203.0.113.40")).isEqualTo(200);
    assertThat(watch(clients, event, "203.0.113.40")).isEqualTo(200);
    assertThat(watch(clients, event, "203.0.113.40")).isEqualTo(429);
    assertThat(watch(clients, event, "203.0.113.41")).isEqualTo(200);
    assertThat(watch(clients, event, "203.0.113.42")).isEqualTo(503);

    clients.getFirst().shutdownNow();

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> watch(clients, event, "203.0.113.42") == 200);
    clients.forEach(HttpClient::shutdownNow);
  }

  private static int watch(List<HttpClient> clients, UUID event, String address) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    clients.add(client);
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://localhost:" + RestAssured.port + "/events/" + event + "/stream"))
                .header("Accept", "text/event-stream")
                .header("X-Forwarded-For", address)
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    return response.statusCode();
  }
}
