package id.loket.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that answers without end takes neither memory nor a connection (H5). */
class AnswerLimitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final io.vertx.core.buffer.Buffer PART =
      io.vertx.core.buffer.Buffer.buffer(new byte[16 * 1024]);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong sent = new AtomicLong();
  private final CompletableFuture<Void> brokenOff = new CompletableFuture<>();
  private int port;

  @BeforeEach
  void start() {
    port =
        vertx
            .getDelegate()
            .createHttpServer()
            .requestHandler(
                request -> {
                  HttpServerResponse response = request.response().setChunked(true);
                  switch (request.path()) {
                    case "/endless" -> {
                      response.setStatusCode(201);
                      response.exceptionHandler(gone -> brokenOff.complete(null));
                      response.closeHandler(gone -> brokenOff.complete(null));
                      goOn(response);
                    }
                    case "/short" -> response.end("a short answer");
                    default -> response.setStatusCode(204).end();
                  }
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
  }

  @AfterEach
  void stop() {
    vertx.closeAndAwait();
  }

  private void goOn(HttpServerResponse response) {
    while (!brokenOff.isDone() && !response.writeQueueFull()) {
      sent.addAndGet(PART.length());
      response.write(PART.copy());
    }
    response.drainHandler(room -> goOn(response));
  }

  private HttpResponse<Buffer> get(String path, int most) {
    return AnswerLimit.on(WebClient.create(vertx), vertx, most)
        .getAbs("http://127.0.0.1:" + port + path)
        .send()
        .await()
        .atMost(PATIENCE);
  }

  @Test
  void anAnswerWithoutEndIsBrokenOff() {
    assertThatThrownBy(() -> get("/endless", 256 * 1024))
        .hasRootCauseInstanceOf(AnswerLimit.TooLarge.class);

    assertThat(brokenOff).succeedsWithin(PATIENCE);
  }

  @Test
  void whoeverAsksForTheStatusReadsNoBody() {
    HttpResponse<Buffer> answer = get("/endless", AnswerLimit.UNREAD);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isNull();
    assertThat(brokenOff).succeedsWithin(PATIENCE);
  }

  @Test
  void anAnswerOfTheLimitIsWhole() {
    assertThat(get("/short", 14).bodyAsString()).isEqualTo("a short answer");
    assertThatThrownBy(() -> get("/short", 13)).hasRootCauseInstanceOf(AnswerLimit.TooLarge.class);
    assertThat(get("/nothing", 13).statusCode()).isEqualTo(204);
  }
}
