package id.loket.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.gateway.testing.Behind;
import id.loket.gateway.testing.OneConnection;
import id.loket.gateway.testing.Phone;
import id.loket.gateway.testing.Servers;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A service that answers before it has read the whole body leaves a connection that still owes it
 * bytes. With a pool of one, the next caller gets whatever the gateway does with that connection.
 */
@QuarkusTest
@QuarkusTestResource(value = OneConnection.class, restrictToAnnotatedClass = true)
class EarlyAnswerTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String BEGINNING = "0123456789";
  private static final String ANOTHER_REQUEST =
      "GET /smuggled HTTP/1.1\r\nHost: service\r\nX-Swallows: ";

  private final Behind service = Servers.service();

  /** What becomes of the rest of a body that the service did not wait for. */
  enum Rest {
    SENT,
    NEVER_SENT,
    HUNG_UP
  }

  @BeforeEach
  void theServiceAnswersBeforeTheBody() {
    service.reset();
    service.doing(
        request -> {
          if (request.path().equals("/early")) {
            request.response().setStatusCode(401).end("who are you?");
          } else {
            request.response().end("for " + request.path());
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Rest.class)
  void nobodyReachesIntoTheNextCallersRequest(Rest rest) throws Exception {
    for (int n = 0; n < 8; n++) {
      try (SSLSocket stranger = connect()) {
        int length = BEGINNING.length() + ANOTHER_REQUEST.length();
        send(
            stranger,
            "POST /api/service/early HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(length, BEGINNING));
        assertThat(readHead(stranger)).startsWith("HTTP/1.1 401 ");
        if (rest == Rest.SENT) {
          send(stranger, ANOTHER_REQUEST);
        } else if (rest == Rest.HUNG_UP) {
          stranger.close();
        }

        theNextCallerIsServed("/next/" + n);
      }
    }

    assertThat(service.seen()).noneMatch(seen -> seen.uri().equals("/smuggled"));
  }

  /** The same over HTTP/2, where the caller's connection goes on. */
  @RepeatedTest(4)
  void norOverHttp2() throws Exception {
    HttpClient stranger =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .sslContext(Phone.trusting(Servers.certificate()))
            .build();
    InPieces body = new InPieces();

    CompletableFuture<HttpResponse<String>> answer =
        stranger.sendAsync(
            HttpRequest.newBuilder(Phone.uri("/api/service/early"))
                .POST(
                    HttpRequest.BodyPublishers.fromPublisher(
                        body, BEGINNING.length() + ANOTHER_REQUEST.length()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    body.send(BEGINNING);
    assertThat(answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(401);
    body.send(ANOTHER_REQUEST);

    theNextCallerIsServed("/next");
    assertThat(service.seen()).noneMatch(seen -> seen.uri().equals("/smuggled"));
  }

  private void theNextCallerIsServed(String path) {
    HttpResponse<String> answer =
        Phone.of(HttpClient.Version.HTTP_1_1)
            .send("/api/service" + path, request -> request.GET().timeout(LIMIT));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("for " + path);
    assertThat(service.seen().getLast().uri()).isEqualTo(path);
  }

  private static SSLSocket connect() throws IOException {
    SSLSocket socket =
        (SSLSocket)
            Phone.trusting(Servers.certificate())
                .getSocketFactory()
                .createSocket("127.0.0.1", Servers.port());
    socket.setSoTimeout((int) LIMIT.toMillis());
    return socket;
  }

  private static void send(SSLSocket socket, String bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String readHead(SSLSocket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int each = in.read();
      if (each < 0) {
        break;
      }
      head.append((char) each);
    }
    return head.toString();
  }

  /** A body whose pieces are sent when the test says so. */
  private static final class InPieces implements Flow.Publisher<ByteBuffer> {
    private final CompletableFuture<Flow.Subscriber<? super ByteBuffer>> sink =
        new CompletableFuture<>();

    void send(String piece) throws Exception {
      sink.get(LIMIT.toSeconds(), TimeUnit.SECONDS)
          .onNext(ByteBuffer.wrap(piece.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      subscriber.onSubscribe(
          new Flow.Subscription() {
            @Override
            public void request(long count) {
              // sent when the test says so
            }

            @Override
            public void cancel() {
              // nothing to end
            }
          });
      sink.complete(subscriber);
    }
  }
}
