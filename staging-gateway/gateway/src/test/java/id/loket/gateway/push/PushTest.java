package id.loket.gateway.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import id.loket.gateway.testing.Behind;
import id.loket.gateway.testing.Phone;
import id.loket.gateway.testing.RawCaller;
import id.loket.gateway.testing.Servers;
import id.loket.kit.testing.TestTokens;
import id.loket.local.Endpoint;
import id.loket.local.Server;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pushes of phones while the machine behind the gateway works, and while it does not. */
@QuarkusTest
@QuarkusTestResource(value = Servers.class, restrictToAnnotatedClass = true)
class PushTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String SYNC = "/collector/sync";

  private final Phone phone = Phone.modern();
  private final Behind collector = Servers.collector();
  private final TestTokens tokens = new TestTokens(Servers.stack());
  private final UUID user = UUID.randomUUID();
  private final UUID device = UUID.randomUUID();
  private final String token = tokens.device("collector", user, device);
  private final List<Taken> taken = new CopyOnWriteArrayList<>();

  @BeforeEach
  void theMachineWorks() {
    Servers.database().reset();
    collector.reset();
    collector.doing(
        request ->
            request
                .body()
                .onSuccess(
                    body -> {
                      taken.add(new Taken(body.toString(), Map.copyOf(headers(request))));
                      request
                          .response()
                          .putHeader("Content-Type", "application/json")
                          .end("{\"push\":{\"stored\":1}}");
                    }));
    awaitSync(true);
  }

  @AfterEach
  void nothingIsLeft() {
    theMachineWorks();
  }

  @Test
  void goesStraightOnWhileTheMachineWorks() {
    HttpResponse<String> answer = push("a");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"push\":{\"stored\":1}}");
    assertThat(taken).hasSize(1);
    assertThat(taken.getFirst().header("authorization")).isEqualTo(token);
  }

  @Test
  void isKeptWhileTheDatabaseIsAwayAndHandedOnInOrder() {
    Servers.database().setReady(false);
    collector.doing(request -> request.response().setStatusCode(503).end());
    awaitSync(false);

    HttpResponse<String> kept = push("first");
    push("second");
    push("third");

    assertThat(kept.statusCode()).isEqualTo(202);
    assertThat(kept.headers().firstValue("Retry-After")).isPresent();
    String place = kept.headers().firstValue("Location").orElseThrow();
    assertThat(phone.get(place, "Authorization", token).body()).contains("\"STORED\"");

    theMachineWorks();

    await().atMost(LIMIT).until(() -> taken.size() >= 3);
    assertThat(taken).extracting(Taken::item).containsSubsequence("first", "second", "third");
    await()
        .atMost(LIMIT)
        .until(() -> phone.get(place, "Authorization", token).body().contains("\"DELIVERED\""));
    assertThat(phone.get(place, "Authorization", token).body()).contains("\"stored\":1");
  }

  @Test
  void isHandedOnInTheNameOfTheGatewayForTheDeviceThatSentIt() {
    collector.doing(request -> request.connection().close());

    assertThat(push("x").statusCode()).isEqualTo(202);
    theMachineWorks();
    await().atMost(LIMIT).until(() -> !taken.isEmpty());

    Taken handedOn = taken.getFirst();
    assertThat(handedOn.header("loket-user")).isEqualTo(user.toString());
    assertThat(handedOn.header("loket-device")).isEqualTo(device.toString());
    assertThat(handedOn.header("loket-push")).isNotBlank();
    assertThat(handedOn.header("loket-stored-at")).isNotBlank();
    // A service token, not the phone's own, which is kept nowhere.
    assertThat(handedOn.header("authorization")).startsWith("Bearer ").isNotEqualTo(token);
  }

  @Test
  void thatIsRefusedForGoodHoldsNobodyUp() throws Exception {
    collector.doing(request -> request.response().setStatusCode(503).end());
    HttpResponse<String> poison = push("poison");
    push("good");
    assertThat(poison.statusCode()).isEqualTo(202);

    collector.doing(
        request ->
            request
                .body()
                .onSuccess(
                    body -> {
                      boolean bad = body.toString().contains("poison");
                      if (!bad) {
                        taken.add(new Taken(body.toString(), Map.of()));
                      }
                      request
                          .response()
                          .putHeader("Content-Type", "application/problem+json")
                          .setStatusCode(bad ? 403 : 200)
                          .end(bad ? "{\"type\":\"urn:loket:problem:device-revoked\"}" : "{}");
                    }));

    await().atMost(LIMIT).until(() -> taken.stream().anyMatch(each -> each.item().equals("good")));
    String place = poison.headers().firstValue("Location").orElseThrow();
    await()
        .atMost(LIMIT)
        .until(() -> phone.get(place, "Authorization", token).body().contains("\"REFUSED\""));
    assertThat(phone.get(place, "Authorization", token).body()).contains("device-revoked");
    await().atMost(LIMIT).until(() -> deadLetter().contains("poison"));
  }

  /** A push that collector fails at again and again, while it takes others (M16). */
  @Test
  void thatCollectorFailsAtStopsNobodyElsesAndEndsInTheDeadQueueWithAReason() throws Exception {
    collector.doing(request -> request.response().setStatusCode(503).end());
    String poison = push("poison").headers().firstValue("Location").orElseThrow();
    String other = tokens.device("collector", user, UUID.randomUUID());
    assertThat(pushAs(other, "good").statusCode()).isEqualTo(202);
    AtomicInteger failures = new AtomicInteger();
    collector.doing(
        request ->
            request
                .body()
                .onSuccess(
                    body -> {
                      boolean bad = body.toString().contains("poison");
                      if (bad) {
                        failures.incrementAndGet();
                      } else {
                        taken.add(new Taken(body.toString(), Map.of()));
                      }
                      request.response().setStatusCode(bad ? 500 : 200).end();
                    }));

    await().atMost(LIMIT).until(() -> taken.stream().anyMatch(each -> each.item().equals("good")));
    await().atMost(LIMIT).until(() -> failures.get() > 0);
    assertThat(pushAs(other, "later").statusCode()).isEqualTo(200);

    await()
        .atMost(LIMIT)
        .until(() -> phone.get(poison, "Authorization", token).body().contains("\"REFUSED\""));
    assertThat(phone.get(poison, "Authorization", token).body()).contains("answered 500");
    await().atMost(LIMIT).until(() -> deadLetter().matches(".*poison.*, collector answered 500.*"));
  }

  /** One that waits for what everybody waits for is never given up. */
  @Test
  void thatFailsWhileNothingElseGoesThroughIsTriedForAsLongAsItTakes() {
    AtomicInteger failures = new AtomicInteger();
    collector.doing(request -> request.response().setStatusCode(503).end());
    assertThat(push("patient").statusCode()).isEqualTo(202);
    collector.doing(
        request -> {
          failures.incrementAndGet();
          request.response().setStatusCode(500).end();
        });
    await().atMost(LIMIT).until(() -> failures.get() > 6); // twice the tries of one to blame

    theMachineWorks();

    await()
        .atMost(LIMIT)
        .until(() -> taken.stream().anyMatch(each -> each.item().equals("patient")));
  }

  @Test
  void ofOneDeviceAreKeptUpToItsShare() {
    collector.doing(request -> request.response().setStatusCode(503).end());
    String much = "x".repeat(60_000);

    assertThat(push(much).statusCode()).isEqualTo(202);
    assertThat(push(much).statusCode()).isEqualTo(202);
    HttpResponse<String> third = push(much);
    assertThat(third.statusCode()).isEqualTo(503);
    assertThat(third.headers().firstValue("Retry-After")).isPresent();
    String other = tokens.device("collector", user, UUID.randomUUID());
    assertThat(pushAs(other, much).statusCode()).isEqualTo(202);

    theMachineWorks();
    await().atMost(LIMIT).until(() -> taken.size() >= 3);
    collector.doing(request -> request.response().setStatusCode(503).end());
    await().atMost(LIMIT).until(() -> push(much).statusCode() == 202);
  }

  /** Room is taken by bytes that came, not by bytes that were announced (D10). */
  @Test
  void thatDoNotArriveTakeNobodysRoom() throws Exception {
    List<RawCaller> silent = new CopyOnWriteArrayList<>();
    for (int n = 0; n < 40; n++) {
      silent.add(
          RawCaller.connect()
              .say(
                  "POST /collector/sync HTTP/1.1\r\nHost: loket\r\nAuthorization: "
                      + token
                      + "\r\nTransfer-Encoding: chunked\r\n\r\n"));
    }

    assertThat(push("a").statusCode()).isEqualTo(200);
    for (RawCaller each : silent) {
      each.close();
    }
  }

  @Test
  void ofAnotherDeviceIsNobodyElsesToAskFor() {
    collector.doing(request -> request.response().setStatusCode(503).end());
    String place = push("mine").headers().firstValue("Location").orElseThrow();
    String other = tokens.device("collector", user, UUID.randomUUID());

    assertThat(phone.get(place, "Authorization", other).statusCode()).isEqualTo(404);
    assertThat(phone.get(place).statusCode()).isEqualTo(401);
  }

  @Test
  void thatOnlyAsksForNewsIsNotKept() {
    collector.doing(request -> request.response().setStatusCode(503).end());

    HttpResponse<String> pull =
        phone.post(SYNC, "{\"push\":[],\"pull\":{\"token\":null}}", "Authorization", token);

    assertThat(pull.statusCode()).isEqualTo(503);
    assertThat(pull.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void thatIsPackedIsKeptAndHandedOnAsItCame() throws Exception {
    byte[] packed = PushesTest.packed(body("packed"));
    List<byte[]> arrived = new CopyOnWriteArrayList<>();
    collector.doing(request -> request.response().setStatusCode(503).end());

    assertThat(pushPacked(packed).statusCode()).isEqualTo(202);
    collector.doing(
        request ->
            request
                .body()
                .onSuccess(
                    body -> {
                      taken.add(new Taken("", Map.copyOf(headers(request))));
                      arrived.add(body.getBytes());
                      request.response().end("{}");
                    }));

    await().atMost(LIMIT).until(() -> !arrived.isEmpty());
    assertThat(arrived.getFirst()).isEqualTo(packed);
    assertThat(taken.getFirst().header("content-encoding")).isEqualTo("gzip");
  }

  @Test
  void thatUnpacksToMoreThanMayBeIsRefused() throws Exception {
    collector.doing(request -> request.response().setStatusCode(503).end());
    String bomb = "{\"push\":[1]" + " ".repeat(50_000_000) + "}";

    assertThat(pushPacked(PushesTest.packed(bomb)).statusCode()).isEqualTo(413);
  }

  private HttpResponse<String> pushPacked(byte[] body) {
    return phone.send(
        SYNC,
        request -> request.POST(HttpRequest.BodyPublishers.ofByteArray(body)),
        "Authorization",
        token,
        "Content-Type",
        "application/json",
        "Content-Encoding",
        "gzip");
  }

  @Test
  void isTakenFromDevicesOnly() {
    assertThat(phone.post(SYNC, body("x")).statusCode()).isEqualTo(401);
    assertThat(
            phone
                .post(SYNC, body("x"), "Authorization", tokens.user(user, "collector"))
                .statusCode())
        .isEqualTo(403);
    assertThat(taken).isEmpty();
  }

  @Test
  void outlivesTheBroker() {
    collector.doing(request -> request.response().setStatusCode(503).end());
    assertThat(push("survivor").statusCode()).isEqualTo(202);

    Servers.stack().kill(Server.RABBITMQ);
    HttpResponse<String> meanwhile = push("homeless");
    Servers.database().setReady(false);
    await()
        .atMost(LIMIT)
        .until(() -> phone.get("/status").body().contains("\"sync\":false,\"push\":false"));
    // Whoever is not a phone with something to keep does not notice.
    assertThat(phone.get("/api/service/a").statusCode()).isEqualTo(200);
    assertThat(RestAssured.get("/q/health/ready").statusCode()).isEqualTo(200);
    Servers.stack().restart(Server.RABBITMQ);
    theMachineWorks();

    // Not confirmed is not accepted: the phone keeps what it has.
    assertThat(meanwhile.statusCode()).isEqualTo(503);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> taken.stream().anyMatch(each -> each.item().equals("survivor")));
  }

  private HttpResponse<String> push(String item) {
    return pushAs(token, item);
  }

  private HttpResponse<String> pushAs(String sender, String item) {
    return phone.post(
        SYNC, body(item), "Authorization", sender, "Content-Type", "application/json");
  }

  private static String body(String item) {
    return "{\"push\":[{\"id\":\"" + item + "\"}],\"pull\":null}";
  }

  private void awaitSync(boolean works) {
    await().atMost(LIMIT).until(() -> phone.get("/status").body().contains("\"sync\":" + works));
  }

  private static Map<String, String> headers(io.vertx.core.http.HttpServerRequest request) {
    Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    request.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
    return headers;
  }

  private static String deadLetter() throws Exception {
    Endpoint rabbit = Servers.stack().endpoint(Server.RABBITMQ);
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(rabbit.host());
    factory.setPort(rabbit.port());
    factory.setUsername(rabbit.user());
    factory.setPassword(rabbit.password());
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      GetResponse letter = channel.basicGet(PushTopology.DEAD, true);
      return letter == null
          ? ""
          : new String(letter.getBody(), StandardCharsets.UTF_8).replaceAll("\\W", "")
              + ", "
              + letter.getProps().getHeaders().get("loket-reason");
    }
  }

  private record Taken(String body, Map<String, String> headers) {
    String item() {
      return body.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
    }

    String header(String name) {
      return headers.entrySet().stream()
          .filter(each -> each.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse(null);
    }
  }
}
