package id.loket.gateway.testing;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service behind the gateway that does what a test wants, and tells what came. */
public final class Behind implements AutoCloseable {
  private static final Vertx VERTX =
      Vertx.vertx(new VertxOptions().setUseDaemonThread(true).setEventLoopPoolSize(1));
  private static final Handler<HttpServerRequest> ECHO =
      request ->
          request
              .body()
              .onSuccess(
                  body ->
                      request
                          .response()
                          .putHeader("Content-Type", "application/json")
                          .end("{\"path\":\"" + request.uri() + "\"}"));

  private final HttpServer server;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private volatile boolean ready = true;
  private volatile Handler<HttpServerRequest> handler = ECHO;

  private Behind() {
    this.server = VERTX.createHttpServer().requestHandler(this::received);
    await(server.listen(0, "127.0.0.1"));
  }

  public static Behind start() {
    return new Behind();
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** What it does from now on; the request's body has not been read. */
  public Behind doing(Handler<HttpServerRequest> other) {
    handler = other;
    return this;
  }

  /** It answers again as at the beginning, is ready, and has seen nothing. */
  public void reset() {
    handler = ECHO;
    ready = true;
    seen.clear();
  }

  public void setReady(boolean now) {
    ready = now;
  }

  /** What it was asked, without health checks, in the order it came. */
  public List<Seen> seen() {
    return seen;
  }

  private void received(HttpServerRequest request) {
    if (request.path().equals("/q/health/ready")) {
      request.response().setStatusCode(ready ? 200 : 503).end();
      return;
    }
    seen.add(new Seen(request.method().name(), request.uri(), request));
    handler.handle(request);
  }

  @Override
  public void close() {
    await(server.close());
  }

  private static void await(io.vertx.core.Future<?> future) {
    future.toCompletionStage().toCompletableFuture().join();
  }

  /** One request. */
  public record Seen(String method, String uri, HttpServerRequest request) {
    public String header(String name) {
      return request.getHeader(name);
    }
  }
}
