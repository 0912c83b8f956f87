package id.loket.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The organiser simulator over HTTP. */
class OrganiserTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static LocalStack stack;

  @BeforeAll
  static void start() {
    stack =
        LocalStack.start(
            Set.of(Server.ORGANISER), Options.temporary().with("LOKET_HOLD_LATENCY", "0s"));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void theSameSeedDecidesTheSame() throws Exception {
    List<Integer> first = thirtyHolds(42);
    List<Integer> again = thirtyHolds(42);
    List<Integer> other = thirtyHolds(43);

    assertEquals(first, again);
    assertNotEquals(first, other);
    assertTrue(first.contains(201) && first.contains(409));
  }

  @Test
  void aRepeatGetsTheFirstAnswerAlsoAfterARestart() throws Exception {
    simulate("{\"failureRate\": 0, \"latency\": \"0s\"}");
    String held = hold("repeat-held", "booking-held").body();
    simulate("{\"failureRate\": 1}");
    hold("repeat-refused", "booking-refused");
    simulate("{\"failureRate\": 0}");

    assertEquals(held, hold("repeat-held", "booking-held").body());
    assertEquals(held, hold("another-id", "booking-held").body());
    assertEquals(409, hold("repeat-refused", "booking-refused").statusCode());

    stack.kill(Server.ORGANISER);
    stack.restart(Server.ORGANISER);

    assertEquals(held, hold("repeat-held", "booking-held").body());
    assertEquals(409, hold("repeat-refused", "booking-refused").statusCode());
  }

  @Test
  void aReleaseBeforeTheHoldWins() throws Exception {
    simulate("{\"failureRate\": 0, \"latency\": \"0s\"}");

    assertEquals(204, call("DELETE", "/holds/early", "").statusCode());
    assertEquals(204, call("DELETE", "/holds/early", "").statusCode());

    HttpResponse<String> late = hold("early", "booking-early");
    assertEquals(409, late.statusCode());
    assertTrue(late.body().contains("urn:loket:problem:hold-released"));
  }

  @Test
  void aReleaseDuringTheHoldsLatencyWins() throws Exception {
    simulate("{\"failureRate\": 0, \"latency\": \"500ms\"}");

    // Requests on their way overtake each other: with so many, some releases come before their
    // hold and some during its latency.
    List<CompletableFuture<HttpResponse<String>>> waiting =
        IntStream.range(0, 20)
            .mapToObj(n -> holdAsync("overtaken-" + n, "booking-overtaken-" + n))
            .toList();
    for (int n = 0; n < waiting.size(); n++) {
      assertEquals(204, call("DELETE", "/holds/overtaken-" + n, "").statusCode());
    }

    for (CompletableFuture<HttpResponse<String>> each : waiting) {
      assertEquals(409, each.get().statusCode());
    }
  }

  @Test
  void oneThatWaitsBlocksNobody() throws Exception {
    simulate("{\"failureRate\": 0, \"latency\": \"1s\"}");
    Instant begun = Instant.now();

    List<CompletableFuture<HttpResponse<String>>> all =
        IntStream.range(0, 64)
            .mapToObj(n -> holdAsync("crowd-" + n, "crowd-booking-" + n))
            .toList();
    all.forEach(CompletableFuture::join);

    assertTrue(Duration.between(begun, Instant.now()).toMillis() < 5000);
  }

  @Test
  void itListsWhatIsHeldForAnEvent() throws Exception {
    simulate("{\"failureRate\": 0, \"latency\": \"0s\"}");
    hold("listed", "booking-listed");
    assertTrue(call("GET", "/holds?eventId=event-of-listed", "").body().contains("listed"));

    call("DELETE", "/holds/listed", "");
    assertEquals("{\"items\":[]}", call("GET", "/holds?eventId=event-of-listed", "").body());
  }

  @Test
  void badInputIsSaidToBeBad() throws Exception {
    assertEquals(400, call("POST", "/holds", "{}").statusCode());
    assertEquals(400, call("POST", "/holds", "no json").statusCode());
    assertEquals(400, call("PUT", "/simulation", "{\"failureRate\": 2}").statusCode());
    assertEquals(400, call("PUT", "/simulation", "{\"latency\": \"soon\"}").statusCode());
    assertEquals(404, call("GET", "/nothing", "").statusCode());
    assertEquals(405, call("PATCH", "/holds", "").statusCode());
  }

  private static List<Integer> thirtyHolds(int seed) throws Exception {
    simulate("{\"failureRate\": 0.2, \"latency\": \"0s\", \"seed\": " + seed + "}");
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String id = UUID.randomUUID().toString();
      statuses.add(hold(id, "booking-" + id).statusCode());
    }
    return statuses;
  }

  private static void simulate(String settings) throws Exception {
    HttpResponse<String> changed = call("PUT", "/simulation", settings);
    assertEquals(200, changed.statusCode(), changed.body());
    assertEquals(
        new ObjectMapper().readTree(changed.body()),
        new ObjectMapper().readTree(call("GET", "/simulation", "").body()));
  }

  private static HttpResponse<String> hold(String holdId, String bookingId) throws Exception {
    return HTTP.send(holdRequest(holdId, bookingId), HttpResponse.BodyHandlers.ofString());
  }

  private static CompletableFuture<HttpResponse<String>> holdAsync(
      String holdId, String bookingId) {
    return HTTP.sendAsync(holdRequest(holdId, bookingId), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest holdRequest(String holdId, String bookingId) {
    String body =
        "{\"holdId\":\"%s\",\"bookingId\":\"%s\",\"eventId\":\"event-of-%s\",\"seatId\":\"seat\"}"
            .formatted(holdId, bookingId, holdId);
    return request("POST", "/holds", body);
  }

  private static HttpResponse<String> call(String method, String path, String body)
      throws Exception {
    return HTTP.send(request(method, path, body), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create(stack.endpoint(Server.ORGANISER).url() + path))
        .version(HttpClient.Version.HTTP_1_1)
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
