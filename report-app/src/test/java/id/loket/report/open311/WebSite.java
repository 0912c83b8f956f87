package id.loket.report.open311;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A web server of somebody else. */
final class WebSite implements AutoCloseable {
  /** What answers a path. */
  interface Page {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final HttpServer server;

  WebSite() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            pages
                .getOrDefault(
                    exchange.getRequestURI().getPath(), each -> each.sendResponseHeaders(404, -1))
                .answer(exchange);
          }
        });
    server.start();
  }

  void serve(String path, Page page) {
    pages.put(path, page);
  }

  void serve(String path, int status, String type, byte[] body) {
    serve(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
        });
  }

  void redirect(String path, String to) {
    serve(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Location", to);
          exchange.sendResponseHeaders(302, -1);
        });
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
