package id.loket.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.gateway.testing.Behind;
import id.loket.gateway.testing.Phone;
import id.loket.gateway.testing.RawCaller;
import id.loket.gateway.testing.Servers;
import id.loket.kit.testing.TestTokens;
import id.loket.local.GatewayCertificate;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The entrance as phones and browsers see it, and as the services behind do. */
@QuarkusTest
@QuarkusTestResource(value = Servers.class, restrictToAnnotatedClass = true)
class EntranceTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Phone phone = Phone.modern();
  private final Behind service = Servers.service();
  private final TestTokens tokens = new TestTokens(Servers.stack());

  @BeforeEach
  @AfterEach
  void everythingWorks() {
    service.reset();
    Servers.other().reset();
    Servers.collector().reset();
    Servers.database().reset();
    awaitUp("service", "pair");
  }

  // --- TLS

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void speaksHttp2AndHttp11OverTls(HttpClient.Version version) {
    HttpResponse<String> answer = Phone.of(version).get("/api/service/things?a=1&b=%20");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.version()).isEqualTo(version);
    assertThat(answer.body()).isEqualTo("{\"path\":\"/things?a=1&b=%20\"}");
    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void speaksTls12AndNothingOlder() throws IOException {
    assertThat(handshake("TLSv1.2")).isEqualTo("TLSv1.2");
    assertThat(catchOf(() -> handshake("TLSv1.1"))).isInstanceOf(SSLException.class);
  }

  @Test
  void aRenewedCertificateIsServedWithoutARestart() throws Exception {
    byte[] before = servedCertificate();

    new GatewayCertificate(Servers.certificate().getParent()).renew();

    await().atMost(LIMIT).until(() -> !java.util.Arrays.equals(before, servedCertificate()));
    assertThat(Phone.modern().get("/api/service/things").statusCode()).isEqualTo(200);
  }

  // --- what goes on, and what does not

  @Test
  void aServiceIsToldWhoAsksAndNothingElseNobodyButTheGatewayMaySay() {
    phone.get(
        "/api/service/things",
        "X-Forwarded-For",
        "6.6.6.6",
        "Loket-User",
        "somebody else",
        "X-Request-Id",
        "phone-request-1",
        "Accept",
        "text/plain");

    Behind.Seen seen = service.seen().getFirst();
    assertThat(seen.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
    assertThat(seen.header("X-Forwarded-Proto")).isEqualTo("https");
    assertThat(seen.header("X-Forwarded-Host")).isEqualTo("127.0.0.1:" + Servers.port());
    assertThat(seen.header("Loket-User")).isNull();
    assertThat(seen.header("X-Request-Id")).isEqualTo("phone-request-1");
    assertThat(seen.header("Accept")).isEqualTo("text/plain");
    assertThat(seen.header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    assertThat("http://" + seen.header("Host")).isEqualTo(service.url());
  }

  @Test
  void anAnswerIsProtectedAndKeepsWhatTheServiceSaid() {
    service.doing(
        request ->
            request
                .response()
                .putHeader("Server", "secret/1.0")
                .putHeader("X-Frame-Options", "SAMEORIGIN")
                .putHeader("ETag", "\"7\"")
                .end("ok"));

    HttpResponse<String> answer = phone.get("/api/service/things");

    assertThat(answer.headers().map())
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("x-frame-options", List.of("SAMEORIGIN"))
        .containsEntry(
            "content-security-policy", List.of("default-src 'none'; frame-ancestors 'none'"))
        .containsEntry("etag", List.of("\"7\""))
        .containsKey("x-request-id")
        .doesNotContainKey("server")
        // Browsers must not be told to insist on a certificate only this machine trusts.
        .doesNotContainKey("strict-transport-security");
  }

  @Test
  void linksAreThoseOfTheEntrance() {
    service.doing(
        request ->
            request
                .response()
                .setStatusCode(201)
                .putHeader("Location", service.url() + "/things/1")
                .putHeader("Link", "</things?cursor=x>; rel=\"next\"")
                .end());

    HttpResponse<String> answer = phone.post("/api/service/things", "{}");

    assertThat(answer.headers().firstValue("Location")).contains("/api/service/things/1");
    assertThat(answer.headers().firstValue("Link"))
        .contains("</api/service/things?cursor=x>; rel=\"next\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/service/q/metrics", "/api/service/q/health", "/nowhere", "/"})
  void whatIsNotForThePublicIsNotThere(String path) {
    assertThat(phone.get(path).statusCode()).isEqualTo(404);
    assertThat(service.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/service/../q/metrics",
        "/api/service/%2e%2e/q/metrics",
        "/api/service/..%2fq/metrics",
        "/api/service//q/metrics",
        "/api/service/;/q/metrics",
        "/private/../api/service"
      })
  void aPathTwoReadersCouldReadDifferentlyIsRefused(String path) throws IOException {
    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: loket\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("urn:loket:problem:bad-request");
    assertThat(service.seen()).isEmpty();
  }

  @Test
  void aRequestThatIsTwoForDifferentReadersIsRefused() throws IOException {
    String smuggled =
        "POST /api/service/a HTTP/1.1\r\nHost: loket\r\nContent-Length: 4\r\n"
            + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /x";

    // A server may refuse it (RFC 9112 §6.3).
    assertThat(raw(smuggled)).startsWith("HTTP/1.1 400");
    assertThat(service.seen()).isEmpty();
  }

  /** Another spelling of a path is no way round what is said of it (security H2). */
  @ParameterizedTest
  @ValueSource(strings = {"/api/service/%71/metrics", "/api/service/q/", "/api/service/%71"})
  void norIsItUnderAnotherSpelling(String path) throws IOException {
    assertThat(get(path)).startsWith("HTTP/1.1 404");
    assertThat(service.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/r%65ading", "/reading/", "/%72%65ading/"})
  void aRoutesRulesHoldForEverySpellingAndTheServiceReadsTheSameOne(String path)
      throws IOException {
    assertThat(raw("POST " + path + " HTTP/1.1\r\nHost: loket\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405");
    assertThat(get(path)).startsWith("HTTP/1.1 200");
    assertThat(service.seen().getLast().uri()).isEqualTo("/reading");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/service/a HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
        "GET /api/service/a HTTP/1.1\r\n",
        "POST /api/service/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n",
        "POST /api/service/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n",
        "GET /api/service/a%zz HTTP/1.1\r\nHost: a\r\n"
      })
  void aHeadThatIsNotPlainIsRefused(String head) throws IOException {
    assertThat(raw(head + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(service.seen()).isEmpty();
  }

  /** What {@code Connection} names is of that connection, but for what frames the body (F11). */
  @Test
  void headersNamedInConnectionGoNoFurtherAndTheBodyStays() throws IOException {
    service.doing(request -> request.body().onSuccess(body -> request.response().end(body)));

    try (RawCaller caller = RawCaller.connect()) {
      caller.say(
          "POST /api/service/a HTTP/1.1\r\nHost: loket\r\nX-Mine: 1\r\n"
              + "Connection: X-Mine, Content-Length\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(caller.readHead()).startsWith("HTTP/1.1 200").containsIgnoringCase("length: 5");
    }

    assertThat(service.seen().getFirst().header("X-Mine")).isNull();
  }

  /** Whoever knows no chunks is told the end by the end of the connection. */
  @Test
  void anAnswerOfUnknownLengthToHttp10EndsWithTheConnection() throws IOException {
    service.doing(
        request -> {
          request.response().setChunked(true).write("one ");
          request.response().end("two");
        });

    String answer =
        raw("GET /api/service/a HTTP/1.0\r\nHost: loket\r\nConnection: keep-alive\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.0 200").endsWith("\r\n\r\none two");
    assertThat(answer.toLowerCase(java.util.Locale.ROOT))
        .contains("connection: close")
        .doesNotContain("transfer-encoding");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void anAnswerWithoutABodyHasNone(int status) throws IOException {
    service.doing(request -> request.response().setStatusCode(status).end());

    String answer = get("/api/service/a").toLowerCase(java.util.Locale.ROOT);

    assertThat(answer)
        .startsWith("http/1.1 " + status)
        .endsWith("\r\n\r\n")
        .doesNotContain("transfer-encoding");
  }

  @Test
  void atTheEntranceATraceBeginsAnew() {
    phone.get(
        "/api/service/things",
        "traceparent",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "baggage",
        "a=b");

    assertThat(service.seen().getFirst().header("traceparent"))
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
        .doesNotContain("0af7651916cd43dd8448eb211c80319c");
    assertThat(service.seen().getFirst().header("baggage")).isNull();
  }

  @Test
  void anotherMethodIsRefusedWithThoseThatAreTaken() {
    HttpResponse<String> answer = phone.post("/reading", "{}");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET");
  }

  // --- who may go on

  @Test
  void tokensAreCheckedAtTheEdge() {
    UUID officer = UUID.randomUUID();

    assertThat(phone.get("/private/a").statusCode()).isEqualTo(401);
    assertThat(status("/private/a", tokens.expired(officer, "officer"))).isEqualTo(401);
    assertThat(status("/private/a", tokens.unsigned(officer, "officer"))).isEqualTo(401);
    assertThat(status("/private/a", tokens.user(officer, "citizen"))).isEqualTo(403);
    assertThat(status("/private/a", tokens.user(officer, "officer"))).isEqualTo(200);
    assertThat(status("/api/service/a", tokens.expired(officer, "officer"))).isEqualTo(401);
    assertThat(service.seen()).hasSize(1);
  }

  @Test
  void aTokenOfAServiceIsNeverGoodHere() {
    assertThat(status("/api/service/a", tokens.service("collector", "gateway"))).isEqualTo(401);
    assertThat(service.seen()).isEmpty();
  }

  @Test
  void aRefusalSaysHowToMendItInTheCallersLanguage() {
    HttpResponse<String> answer = phone.get("/private/a", "Accept-Language", "id");

    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("Content-Language")).contains("id");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(answer.body()).contains("urn:loket:problem:unauthenticated", "/private/a");
  }

  @Test
  void limitsAreSharedAndTold() {
    int admitted = 0;
    HttpResponse<String> last = null;
    for (int n = 0; n < 4; n++) {
      last = phone.get("/few");
      admitted += last.statusCode() == 200 ? 1 : 0;
    }

    assertThat(admitted).isEqualTo(3);
    assertThat(last.statusCode()).isEqualTo(429);
    assertThat(last.headers().firstValue("RateLimit-Policy")).contains("\"few\";q=3;w=3600");
    assertThat(last.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"few\";r=0;t=");
    long retryAfter = Long.parseLong(last.headers().firstValue("Retry-After").orElseThrow());
    assertThat(retryAfter).isBetween(1000L, 1200L);
  }

  @Test
  void aLimitPerUserIsEachUsersOwn() {
    String first = tokens.user(UUID.randomUUID(), "citizen");
    String second = tokens.user(UUID.randomUUID(), "citizen");

    assertThat(List.of(status("/some", first), status("/some", first), status("/some", first)))
        .containsExactly(200, 200, 429);
    assertThat(status("/some", second)).isEqualTo(200);
  }

  @Test
  void pagesOfKnownOriginsMayCall() throws IOException {
    assertThat(preflight("https://loket.example"))
        .startsWith("HTTP/1.1 204")
        .containsIgnoringCase("access-control-allow-origin: https://loket.example");
    assertThat(preflight("https://evil.example"))
        .doesNotContainIgnoringCase("access-control-allow-origin");
    assertThat(service.seen()).isEmpty();
  }

  // --- bodies

  @Test
  void aBodyBeyondTheLimitIsRefusedWhetherAnnouncedOrNot() {
    byte[] tooMuch = new byte[1_000_001];

    HttpResponse<String> announced =
        phone.send(
            "/api/service/a",
            request -> request.PUT(HttpRequest.BodyPublishers.ofByteArray(tooMuch)));
    HttpResponse<String> unannounced =
        phone.send(
            "/api/service/a",
            request ->
                request.PUT(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(tooMuch))));

    assertThat(announced.statusCode()).isEqualTo(413);
    assertThat(announced.body()).contains("urn:loket:problem:too-large", "1000000");
    assertThat(unannounced.statusCode()).isEqualTo(413);
  }

  @Test
  void largeBodiesPassBothWaysUnchanged() {
    byte[] much = new byte[6_000_000];
    new java.util.Random(7).nextBytes(much);
    service.doing(
        request ->
            request
                .response()
                .setChunked(true)
                .send(request)); // what comes goes back, at the pace it is read

    HttpResponse<byte[]> answer = sendBytes("/files/much", much);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(much);
  }

  /** Memory stays flat because whoever is slow stops whoever is fast. */
  @Test
  void aServiceThatDoesNotReadStopsTheCaller() throws Exception {
    service.doing(request -> request.pause());
    Endless upload = new Endless();

    phone
        .client()
        .sendAsync(
            HttpRequest.newBuilder(Phone.uri("/files/endless"))
                .PUT(HttpRequest.BodyPublishers.fromPublisher(upload, 5_000_000_000L))
                .build(),
            HttpResponse.BodyHandlers.discarding());
    await().atMost(LIMIT).until(() -> upload.hasStopped());

    // Sockets' buffers on the way, and no more: of five gigabytes.
    assertThat(upload.taken()).isLessThan(40_000_000);
    upload.cancel();
  }

  @Test
  void aCallerThatGoesAwayTakesItsRequestAlong() {
    AtomicInteger cancelled = new AtomicInteger();
    service.doing(
        request -> {
          request.response().exceptionHandler(e -> cancelled.incrementAndGet());
          request.response().closeHandler(closed -> cancelled.incrementAndGet());
          request.resume();
        });

    var pending =
        phone
            .client()
            .sendAsync(
                HttpRequest.newBuilder(Phone.uri("/files/never")).build(),
                HttpResponse.BodyHandlers.discarding());
    await().atMost(LIMIT).until(() -> !service.seen().isEmpty());
    pending.cancel(true);

    await().atMost(LIMIT).until(() -> cancelled.get() > 0);
  }

  // --- services that fail

  @Test
  void aDeadReplicaIsPassedOver() {
    for (int n = 0; n < 6; n++) {
      assertThat(phone.post("/pair/a", "{}").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void onlyWhatMayBeRepeatedIsRepeated() {
    AtomicInteger calls = new AtomicInteger();
    service.doing(
        request -> {
          if (calls.getAndIncrement() == 0) {
            request.connection().close();
          } else {
            request.response().end("second");
          }
        });

    assertThat(phone.get("/api/service/a").body()).isEqualTo("second");
    calls.set(0);
    HttpResponse<String> once = phone.post("/api/service/a", "{}");

    assertThat(once.statusCode()).isEqualTo(502);
    assertThat(once.body()).contains("urn:loket:problem:upstream-broke");
    assertThat(calls).hasValue(1);
  }

  @Test
  void aSlowServiceIsNotWaitedForForEver() {
    service.doing(request -> request.resume());

    HttpResponse<String> answer = phone.get("/api/service/slow");

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(answer.body()).contains("urn:loket:problem:upstream-slow");
  }

  @Test
  void aServiceThatKeepsFailingIsLeftAloneAndTriedAgain() {
    service.doing(request -> request.connection().close());
    for (int n = 0; n < 5; n++) {
      phone.post("/api/service/a", "{}");
    }
    int before = service.seen().size();
    HttpResponse<String> meanwhile = phone.post("/api/service/a", "{}");

    assertThat(meanwhile.statusCode()).isEqualTo(503);
    assertThat(meanwhile.headers().firstValue("Retry-After")).isPresent();
    assertThat(service.seen()).hasSize(before);

    service.doing(request -> request.response().end("again"));
    await().atMost(LIMIT).until(() -> phone.post("/api/service/a", "{}").statusCode() == 200);
  }

  @Test
  void theStatusSaysWhatAPhoneCanDoNow() {
    assertThat(phone.get("/status").body())
        .contains("\"sync\":true", "\"name\":\"collector\",\"status\":\"UP\"");

    Servers.database().setReady(false);

    await()
        .atMost(LIMIT)
        .until(() -> phone.get("/status").body().contains("\"sync\":false,\"push\":true"));
  }

  @Test
  void aServiceThatIsNotReadyIsNotAsked() {
    service.setReady(false);
    await().atMost(LIMIT).until(() -> phone.get("/api/service/a").statusCode() == 503);
    service.seen().clear();

    HttpResponse<String> answer = phone.get("/api/service/a");

    assertThat(answer.body()).contains("urn:loket:problem:upstream-down");
    assertThat(service.seen()).isEmpty();
  }

  // --- the routes file

  @Test
  void routesAreReadAgainWithoutARestartUnlessTheyAreWrong() {
    assertThat(phone.get("/late/a").statusCode()).isEqualTo(404);

    Servers.writeRoutes("  - {name: late, path: /late/**, to: service}\n");
    await().atMost(LIMIT).until(() -> phone.get("/late/a").statusCode() == 200);
    Servers.writeRoutes("  - {name: wrong, path: /wrong/**, to: nobody}\n");
    await()
        .during(Duration.ofMillis(1500))
        .atMost(LIMIT)
        .until(() -> phone.get("/late/a").statusCode() == 200);

    Servers.writeRoutes("");
    await().atMost(LIMIT).until(() -> phone.get("/late/a").statusCode() == 404);
  }

  // --- helpers

  private int status(String path, String authorization) {
    return phone.get(path, "Authorization", authorization).statusCode();
  }

  /** As bytes: the JDK's client lets nobody say Origin. */
  private String preflight(String origin) throws IOException {
    return raw(
        "OPTIONS /api/service/a HTTP/1.1\r\nHost: loket\r\nOrigin: "
            + origin
            + "\r\nAccess-Control-Request-Method: PUT\r\nConnection: close\r\n\r\n");
  }

  private HttpResponse<byte[]> sendBytes(String path, byte[] body) {
    try {
      return phone
          .client()
          .send(
              HttpRequest.newBuilder(Phone.uri(path))
                  .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                  .timeout(Duration.ofSeconds(60))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitUp(String... upstreams) {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              String status = phone.get("/status").body();
              return java.util.Arrays.stream(upstreams)
                  .allMatch(each -> status.contains("\"name\":\"" + each + "\",\"status\":\"UP\""));
            });
  }

  private static SSLSocket connect() throws IOException {
    return (SSLSocket)
        Phone.trusting(Servers.certificate())
            .getSocketFactory()
            .createSocket("127.0.0.1", Servers.port());
  }

  private static String handshake(String protocol) throws IOException {
    try (SSLSocket socket = connect()) {
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();
      return socket.getSession().getProtocol();
    }
  }

  private static byte[] servedCertificate() throws Exception {
    try (SSLSocket socket =
        (SSLSocket) Blind.context().getSocketFactory().createSocket("127.0.0.1", Servers.port())) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0].getEncoded();
    }
  }

  private static String get(String path) throws IOException {
    return raw("GET " + path + " HTTP/1.1\r\nHost: loket\r\nConnection: close\r\n\r\n");
  }

  /** Sends bytes as they are and reads to the end of the connection. */
  private static String raw(String bytes) throws IOException {
    try (SSLSocket socket = connect()) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Throwable catchOf(java.util.concurrent.Callable<?> call) {
    try {
      call.call();
      return null;
    } catch (Exception e) {
      return e;
    }
  }

  /** A body that never ends, and says when nobody has wanted more of it for a while. */
  private static final class Endless implements Flow.Publisher<ByteBuffer> {
    private static final int CHUNK = 16_384;
    private static final long STOPPED_NANOS = Duration.ofSeconds(1).toNanos();
    private final AtomicLong taken = new AtomicLong();
    private volatile long last = System.nanoTime();
    private volatile boolean cancelled;

    long taken() {
      return taken.get();
    }

    boolean hasStopped() {
      return taken.get() > 0 && System.nanoTime() - last > STOPPED_NANOS;
    }

    void cancel() {
      cancelled = true;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      subscriber.onSubscribe(
          new Flow.Subscription() {
            @Override
            public void request(long count) {
              for (long n = 0; n < count && !cancelled; n++) {
                last = System.nanoTime();
                taken.addAndGet(CHUNK);
                subscriber.onNext(ByteBuffer.allocate(CHUNK));
              }
            }

            @Override
            public void cancel() {
              cancelled = true;
            }
          });
    }
  }
}
