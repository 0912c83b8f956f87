package id.loket.media.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * Tells media which devices were revoked, a page of one at a time, as collector does. The
 * end-to-end tests use the real one.
 */
public class CollectorStandIn implements QuarkusTestResourceLifecycleManager {
  private static final List<UUID> REVOKED = new CopyOnWriteArrayList<>();
  private static final java.util.Set<UUID> PHOTOS =
      java.util.concurrent.ConcurrentHashMap.newKeySet();
  private static volatile boolean away;
  private HttpServer server;

  public static void revoke(UUID device) {
    REVOKED.add(device);
  }

  /** A visit has that photo from now on. */
  public static void knowPhoto(UUID photo) {
    PHOTOS.add(photo);
  }

  /** Makes it answer 503 until it is told otherwise. */
  public static void away(boolean isAway) {
    away = isAway;
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/collector/revocations", CollectorStandIn::answer);
    server.createContext("/collector/photos/known", CollectorStandIn::known);
    server.start();
    return Map.of(
        "LOKET_COLLECTOR_URL",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "LOKET_REVOCATION_EVERY",
        "200ms");
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static void known(HttpExchange exchange) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    if (away || token == null || !token.startsWith("Bearer ey")) {
      exchange.sendResponseHeaders(away ? 503 : 401, -1);
      exchange.close();
      return;
    }
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String known =
        PHOTOS.stream()
            .filter(photo -> asked.contains(photo.toString()))
            .map(photo -> "\"" + photo + "\"")
            .collect(java.util.stream.Collectors.joining(","));
    byte[] answer = ("{\"ids\":[" + known + "]}").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    if (away || token == null || !token.startsWith("Bearer ey")) {
      exchange.sendResponseHeaders(away ? 503 : 401, -1);
      exchange.close();
      return;
    }
    int from =
        Optional.of(exchange.getRequestURI().getQuery())
            .map(query -> query.replaceAll(".*cursor=|^limit=[0-9]+$", ""))
            .filter(cursor -> !cursor.isEmpty())
            .map(Integer::parseInt)
            .orElse(0);
    List<UUID> revoked = new ArrayList<>(REVOKED);
    String items =
        from < revoked.size()
            ? "{\"id\":\"" + revoked.get(from) + "\",\"revokedAt\":\"2026-11-20T02:00:00Z\"}"
            : "";
    String next = from + 1 < revoked.size() ? "\"" + (from + 1) + "\"" : "null";
    byte[] page =
        ("{\"items\":[" + items + "],\"next\":" + next + "}").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, page.length);
    exchange.getResponseBody().write(page);
    exchange.close();
  }
}
