package id.loket.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.gateway.testing.Behind;
import id.loket.gateway.testing.Phone;
import id.loket.gateway.testing.RawCaller;
import id.loket.gateway.testing.Servers;
import id.loket.gateway.testing.Tight;
import id.loket.kit.testing.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody takes so much of the gateway, or of a service through it, that others get nothing. */
@QuarkusTest
@QuarkusTestResource(value = Tight.class, restrictToAnnotatedClass = true)
class ProtectionTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final AtomicInteger ADDRESSES = new AtomicInteger();
  private static final String STREAM =
      """
        - {name: stream, path: /api/service/*/stream, to: service, as: /s, stream: true, idle: 60s}
        - {name: held, path: /api/service/held, to: service, as: /held, timeout: 60s}
      """;

  private final Phone phone = Phone.of(HttpClient.Version.HTTP_1_1);
  private final Behind service = Servers.service();
  private final TestTokens tokens = new TestTokens(Servers.stack());
  private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void theServiceHoldsSomeRequests() {
    service.reset();
    service.doing(
        request -> {
          if (request.path().contains("held")) {
            held.add(request);
          } else if (request.path().contains("stream")) {
            held.add(request);
            request.response().setChunked(true).write("data: 1\n\n");
          } else {
            request.response().end("for " + request.path());
          }
        });
    Servers.writeRoutes(STREAM);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(get("/api/service/a", address()).statusCode()).isEqualTo(200));
  }

  @AfterEach
  void everybodyIsLetGo() {
    everybodyIsLetGoOf();
    service.reset();
  }

  // --- connections to a service

  @Test
  void waitingForAConnectionEndsAndIsNotTheServicesFault() {
    List<CompletableFuture<HttpResponse<String>>> pending =
        List.of(hold("/api/service/held", address()), hold("/api/service/held", address()));
    await().atMost(LIMIT).until(() -> held.size() == 2);

    // More often than so many failures in a row would open the breaker.
    for (int n = 0; n < 6; n++) {
      HttpResponse<String> busy = get("/api/service/a", address());
      assertThat(busy.statusCode()).isEqualTo(503);
      assertThat(busy.body()).contains("urn:loket:problem:upstream-busy");
      assertThat(busy.headers().firstValue("Retry-After")).isPresent();
    }

    held.forEach(request -> request.response().end("at last"));
    assertThat(pending)
        .allSatisfy(each -> assertThat(each.get(20, TimeUnit.SECONDS).body()).isEqualTo("at last"));
    assertThat(get("/api/service/a", address()).statusCode()).isEqualTo(200);
  }

  @Test
  void streamsTakeNobodysConnections() {
    awaitRoute();
    IntStream.range(0, 3).forEach(n -> hold("/api/service/" + n + "/stream", address()));
    await().atMost(LIMIT).until(() -> held.size() == 3);

    assertThat(get("/api/service/a", address()).statusCode()).isEqualTo(200);
    // All places of streams are taken: who comes now is told at once.
    assertThat(get("/api/service/4/stream", address()).body())
        .contains("urn:loket:problem:upstream-busy");
  }

  @Test
  void anAddressHasSoManyStreams() {
    awaitRoute();
    String mine = address();
    hold("/api/service/1/stream", mine);
    await().atMost(LIMIT).until(() -> held.size() == 1);

    assertThat(get("/api/service/2/stream", mine).body())
        .contains("urn:loket:problem:too-many-at-once");
    hold("/api/service/2/stream", address());
    await().atMost(LIMIT).until(() -> held.size() == 2);
  }

  @Test
  void aBrokenAnswerIsNoFailureOfTheService() {
    service.doing(
        request -> {
          if (request.path().equals("/broken")) {
            request.response().setChunked(true).write("some of it");
            request.response().endHandler(end -> {});
            io.vertx.core.Vertx.currentContext()
                .owner()
                .setTimer(20, timer -> request.connection().close());
          } else {
            request.response().end("whole");
          }
        });
    for (int n = 0; n < 6; n++) {
      assertThat(breaks("/api/service/broken")).isTrue();
    }

    assertThat(get("/api/service/a", address()).body()).isEqualTo("whole");
  }

  /** Whoever was cut off has left: their places are free for others. */
  @Test
  void aBrokenStreamLeavesItsPlace() {
    awaitRoute();
    String mine = address();
    for (int n = 0; n < 4; n++) {
      CompletableFuture<HttpResponse<String>> stream = hold("/api/service/1/stream", mine);
      await().atMost(LIMIT).until(() -> !held.isEmpty());
      held.remove().connection().close();
      assertThat(stream.handle((whole, cut) -> cut).join()).isNotNull();
    }
  }

  // --- places at the entrance

  @Test
  void anAddressHasSoManyExchangesAndAWholeNetworkOfIpv6IsOne() {
    hold("/api/service/held", "2001:db8:1:2::1");
    hold("/api/service/held", "2001:db8:1:2::2");
    await().atMost(LIMIT).until(() -> held.size() == 2);

    assertThat(get("/status", "2001:db8:1:2:ffff::3").statusCode()).isEqualTo(429);
    assertThat(get("/status", "2001:db8:1:3::3").statusCode()).isEqualTo(200);
  }

  /** A whole city may be behind one address of a mobile carrier. */
  @Test
  void whoIsSignedInTakesPlacesOfTheirOwn() {
    String carrier = address();
    String person = tokens.user(UUID.randomUUID(), "citizen");
    hold("/api/service/held", carrier, "Authorization", person);
    hold("/api/service/held", carrier, "Authorization", person);
    await().atMost(LIMIT).until(() -> held.size() == 2);

    assertThat(get("/api/service/a", carrier, "Authorization", person).body())
        .contains("urn:loket:problem:too-many-at-once");
    assertThat(get("/status", carrier).statusCode()).isEqualTo(200);
    String other = tokens.user(UUID.randomUUID(), "citizen");
    assertThat(get("/api/service/a", carrier, "Authorization", other).body())
        .contains("urn:loket:problem:upstream-busy");
  }

  @Test
  void everythingIsCountedBadTokensAndPathsThatLeadNowhereToo() {
    Servers.writeRoutes(STREAM + "entrance: [few]\n");
    try {
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(four("/nowhere")).containsExactly(404, 404, 404, 429));
      assertThat(
              four("/api/service/a", "Authorization", tokens.expired(UUID.randomUUID(), "officer")))
          .containsExactly(401, 401, 401, 429);
      assertThat(four("/status")).containsExactly(200, 200, 200, 429);
      assertThat(four("/collector/pushes/1")).containsExactly(401, 401, 401, 429);
    } finally {
      Servers.writeRoutes(STREAM);
      await().atMost(LIMIT).until(() -> four("/status").getLast() == 200);
    }
  }

  @Test
  void aBodyThatComesTooSlowlyIsNotWaitedFor() throws Exception {
    try (RawCaller slow = RawCaller.connect()) {
      slow.say(
          "POST /api/service/held HTTP/1.1\r\nHost: loket\r\nX-Forwarded-For: %s\r\nContent-Length: 100000\r\n\r\n"
              .formatted(address()));
      CompletableFuture<Void> drip =
          CompletableFuture.runAsync(
              () -> {
                try {
                  while (true) {
                    slow.say("x");
                    TimeUnit.MILLISECONDS.sleep(100);
                  }
                } catch (java.io.IOException cut) {
                  // as it should be
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });

      assertThat(slow.readHead()).startsWith("HTTP/1.1 408 ");
      drip.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  // --- who calls

  @Test
  void theCallerIsTheRightmostAddressThatIsNoTrustedProxy() {
    phone.get(
        "/api/service/a",
        "X-Forwarded-For",
        "6.6.6.6",
        "X-Forwarded-For",
        "198.51.100.7, 127.0.0.9");

    assertThat(service.seen().getLast().header("X-Forwarded-For")).isEqualTo("198.51.100.7");
  }

  @Test
  void aTraceOfATrustedProxyGoesOn() {
    phone.get(
        "/api/service/a",
        "X-Forwarded-For",
        address(),
        "traceparent",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    assertThat(service.seen().getLast().header("traceparent"))
        .startsWith("00-0af7651916cd43dd8448eb211c80319c-");
  }

  // --- helpers

  private static String address() {
    return "203.0.113." + ADDRESSES.incrementAndGet();
  }

  private void awaitRoute() {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              CompletableFuture<HttpResponse<String>> stream =
                  hold("/api/service/x/stream", address());
              await().atMost(LIMIT).until(() -> !held.isEmpty());
              String behind = held.peek().path();
              everybodyIsLetGoOf();
              assertThat(behind).isEqualTo("/s/x/stream");
              stream.handle((answer, cut) -> null).get(20, TimeUnit.SECONDS);
            });
  }

  private void everybodyIsLetGoOf() {
    held.stream()
        .filter(request -> !request.response().ended() && !request.response().closed())
        .forEach(request -> request.response().end());
    held.clear();
  }

  private List<Integer> four(String path, String... headers) {
    String mine = address();
    return IntStream.range(0, 4).mapToObj(n -> get(path, mine, headers).statusCode()).toList();
  }

  private boolean breaks(String path) {
    try {
      get(path, address());
      return false;
    } catch (java.io.UncheckedIOException cut) {
      return true;
    }
  }

  private HttpResponse<String> get(String path, String from, String... headers) {
    return phone.send(
        path,
        request -> {
          request.GET().setHeader("X-Forwarded-For", from);
          if (headers.length > 0) {
            request.headers(headers);
          }
        });
  }

  private CompletableFuture<HttpResponse<String>> hold(
      String path, String from, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(Phone.uri(path)).header("X-Forwarded-For", from);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return phone.client().sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
