package id.loket.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.gateway.testing.Phone;
import id.loket.gateway.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What proxies get wrong at their edges: the gateway is asked the same as Debian's nginx, and has
 * to answer the same. Where there is no nginx and none can be fetched, those comparisons are left
 * out, and say so; what the gateway must do by itself is tested all the same.
 */
@QuarkusTest
@QuarkusTestResource(value = BesideNginx.class, restrictToAnnotatedClass = true)
class ConformanceTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String MEGABYTES = "x".repeat(10_000_000);

  private final SSLSocketFactory trusting =
      Phone.trusting(Servers.certificate()).getSocketFactory();
  private final ScriptedService service = BesideNginx.scripted();

  @BeforeEach
  void theServiceIsThere() {
    await().atMost(LIMIT).until(() -> ask(gateway(), get("/plain")).status() == 200);
    service.seen().clear();
  }

  // --- the same as nginx

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /plain",
        "GET /chunked",
        "GET /gzip",
        "GET /trailers",
        "GET /hints",
        "GET /empty",
        "GET /cookies",
        "GET /status204",
        "GET /status304",
        "GET /status404",
        "GET /status500",
        "HEAD /plain",
        "HEAD /chunked",
        "HEAD /gzip",
        "HEAD /status304",
        "GET /range",
        "GET /range Range: bytes=2-4",
        "HEAD /range Range: bytes=2-4",
        "GET /plain X-Tag: mine",
        "DELETE /plain",
        "OPTIONS /plain",
        "GET /cut/0",
        "GET /cut/10",
        "GET /cut/100",
        "GET /cut/900",
        "GET /cut-chunks",
        "GET /plain?a=%20&b=c/../d",
        "GET /caf%C3%A9"
      })
  void answersAsNginxDoes(String request) throws IOException {
    String[] parts = request.split(" ", 3);
    StringBuilder head = new StringBuilder();
    head.append(parts[0]).append(" /behind").append(parts[1]).append(" HTTP/1.1\r\nHost: a\r\n");
    if (parts.length > 2) {
      head.append(parts[2].replace("|", "\r\n")).append("\r\n");
    }
    if (!head.toString().contains("Connection:")) {
      head.append("Connection: close\r\n");
    }

    same(head.append("\r\n").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nhello",
        "Content-Length: 0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n",
        "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
        "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"
      })
  void passesBodiesOnAsNginxDoes(String rest) throws IOException {
    same("POST /behind/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + rest);
  }

  @Test
  void http10IsAnsweredAsNginxDoes() throws IOException {
    same("GET /behind/plain HTTP/1.0\r\n\r\n");
    same("GET /behind/chunked HTTP/1.0\r\nHost: a\r\n\r\n");
    same("GET /behind/chunked HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
  }

  /** Whatever nginx refuses is refused, and no byte of it reaches the service. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /behind/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "POST /behind/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6\r\n\r\nhello!",
        "POST /behind/echo HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nhello",
        "POST /behind/echo HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello",
        "POST /behind/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5x\r\n\r\nhello",
        "POST /behind/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /behind/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST /behind/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /behind/plain HTTP/1.1\r\n\r\n",
        "GET /behind/plain HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /behind/plain HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET /behind/plain\u0000 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /behind/plain HTTP/1.1\r\nHost: a\r\nX-A: b\u0000c\r\n\r\n",
        "GET /behind/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /behind/../../plain HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET behind/plain HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
        "nonsense\r\n\r\n"
      })
  void refusesWhatNginxRefuses(String request) throws IOException {
    Answer ours = ask(gateway(), request);

    assertThat(ours.refuses()).as("%s", ours).isTrue();
    assertThat(service.seen()).isEmpty();
    nginx(port -> assertThat(ask(port, request).refuses()).isTrue());
  }

  /** Refused by the gateway alone: nginx repairs them, and two readers could repair differently. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/behind/a/../plain", "/behind/%2e%2e/plain", "/behind//plain", "/behind/a%2fplain",
        "/behind/plain;a=b", "/behind/a%5cplain", "/behind/a\\plain", "/behind/%2570lain"
      })
  void refusesPathsWithTwoReadings(String path) throws IOException {
    assertThat(ask(gateway(), "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").status())
        .isEqualTo(400);
    assertThat(service.seen()).isEmpty();
  }

  /** RFC 9110 §7.6.1, in both directions: nginx passes on what {@code Connection} names. */
  @Test
  void headersOfOneConnectionGoNoFurther() throws IOException {
    Answer answer = ask(gateway(), get("/hop"));
    Answer told =
        ask(
            gateway(),
            "GET /behind/plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\nConnection: X-Tag\r\n"
                + "X-Tag: not passed on\r\n\r\n");

    assertThat(answer.body()).isEqualTo("ok");
    assertThat(answer.headers()).doesNotContainKeys("x-internal", "keep-alive");
    assertThat(told.header("x-tag")).isEqualTo("none");
  }

  // --- too much, too slow

  @ParameterizedTest
  @ValueSource(strings = {"header", "line"})
  void aHeadOfTenMegabytesIsRefused(String where) throws IOException {
    String request =
        where.equals("line")
            ? "GET /behind/" + MEGABYTES + " HTTP/1.1\r\nHost: a\r\n\r\n"
            : "GET /behind/plain HTTP/1.1\r\nHost: a\r\nX-Much: " + MEGABYTES + "\r\n\r\n";

    assertThat(ask(gateway(), request).refuses()).isTrue();
    nginx(port -> assertThat(ask(port, request).refuses()).isTrue());
    assertThat(service.seen()).isEmpty();
    assertThat(ask(gateway(), get("/plain")).status()).isEqualTo(200);
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedAsByNginx() throws IOException {
    String announced =
        "POST /behind/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 20000000\r\n\r\n";

    assertThat(ask(gateway(), announced).status()).isEqualTo(413);
    nginx(port -> assertThat(ask(port, announced).status()).isEqualTo(413));
  }

  /** Slowloris: heads that never end are cut off, and nobody else waits for them. */
  @Test
  void headsThatNeverEndAreCutOff() throws IOException {
    List<SSLSocket> slow = new ArrayList<>();
    for (int n = 0; n < 40; n++) {
      slow.add(connect(gateway()));
      say(slow.getLast(), "GET /behind/plain HTTP/1.1\r\nX-Slow: ");
    }

    assertThat(ask(gateway(), get("/plain")).status()).isEqualTo(200);
    for (SSLSocket each : slow) {
      assertThat(Answer.read(each.getInputStream(), false).refuses()).isTrue();
      each.close();
    }
  }

  // --- who goes away

  /** Whoever resets a stream takes its request along; the one connection is there for the next. */
  @Test
  void resetStreamsOfHttp2LeaveNothingBehind() throws Exception {
    HttpClient client = Phone.modern().client();
    for (int n = 0; n < 30; n++) {
      CompletableFuture<HttpResponse<String>> pending =
          client.sendAsync(
              HttpRequest.newBuilder(Phone.uri("/behind/never/" + n)).build(),
              HttpResponse.BodyHandlers.ofString());
      int wanted = n;
      await()
          .atMost(LIMIT)
          .until(() -> service.seen().stream().anyMatch(each -> each.contains("/never/" + wanted)));
      pending.cancel(true);
    }

    HttpResponse<String> next =
        client.send(
            HttpRequest.newBuilder(Phone.uri("/behind/plain")).header("X-Tag", "next").build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(next.headers().firstValue("x-tag")).contains("next");
  }

  @Test
  void nobodySeesAnothersBytes() throws Exception {
    exchanges(1_000);
  }

  @Test
  @Tag("long")
  void nobodySeesAnothersBytesInTenThousandExchanges() throws Exception {
    exchanges(10_000);
  }

  private void exchanges(int count) throws Exception {
    List<CompletableFuture<Strangers.Counted>> callers =
        IntStream.range(0, 2)
            .mapToObj(
                n ->
                    CompletableFuture.supplyAsync(
                        () ->
                            new Strangers(() -> connect(gateway()), "caller-" + n)
                                .exchange(count / 2)))
            .toList();
    for (CompletableFuture<Strangers.Counted> each : callers) {
      Strangers.Counted counted = each.get();
      assertThat(counted.foreign()).isEmpty();
      assertThat(counted.whole()).isGreaterThan(count / 6);
      assertThat(counted.broken()).isPositive();
    }
    assertThat(service.seen()).noneMatch(each -> each.contains("smuggled"));
  }

  // --- helpers

  private interface Asked {
    void with(int port) throws IOException;
  }

  private static int gateway() {
    return Servers.port();
  }

  private static void nginx(Asked asked) throws IOException {
    Assumptions.assumeTrue(
        BesideNginx.nginxPort() != 0, "not compared with nginx: " + BesideNginx.missing());
    asked.with(BesideNginx.nginxPort());
  }

  private void same(String request) throws IOException {
    Answer ours = ask(gateway(), request);
    nginx(
        port -> {
          Answer theirs = ask(port, request);
          boolean broken = !theirs.whole() || theirs.status() == 502;
          assertThat(ours.whole() && ours.status() < 500)
              .as("ours %s, theirs %s", ours, theirs)
              .isEqualTo(!broken && theirs.status() < 500);
          if (!broken) {
            assertThat(ours.comparable()).isEqualTo(theirs.comparable());
          }
        });
  }

  private static String get(String path) {
    return "GET /behind" + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  }

  private Answer ask(int port, String request) throws IOException {
    try (SSLSocket socket = connect(port)) {
      try {
        say(socket, request);
      } catch (IOException refused) {
        // it may have been refused before all of it was said; the answer tells
      }
      return Answer.read(
          new BufferedInputStream(socket.getInputStream()), request.startsWith("HEAD"));
    } catch (IOException cut) {
      return Answer.NONE;
    }
  }

  private SSLSocket connect(int port) throws IOException {
    SSLSocket socket = (SSLSocket) trusting.createSocket("127.0.0.1", port);
    socket.setSoTimeout((int) LIMIT.toMillis());
    return socket;
  }

  private static void say(SSLSocket socket, String bytes) throws IOException {
    InputStream all = new java.io.ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1));
    all.transferTo(socket.getOutputStream());
    socket.getOutputStream().flush();
  }
}
