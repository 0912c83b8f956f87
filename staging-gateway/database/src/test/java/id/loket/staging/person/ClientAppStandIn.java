package id.loket.staging.person;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Says who was deleted, one at a time. */
public class ClientAppStandIn implements QuarkusTestResourceLifecycleManager {
  private static final List<UUID> DELETED = new CopyOnWriteArrayList<>();
  private HttpServer server;

  static void delete(UUID user) {
    DELETED.add(user);
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/users/deleted",
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          String after = query == null ? "" : plain(query.substring("cursor=".length()));
          List<UUID> later =
              DELETED.stream()
                  .filter(user -> DELETED.indexOf(user) > placeOf(after))
                  .limit(1)
                  .toList();
          String items =
              later.stream()
                  .map(
                      user ->
                          "{\"id\":\"%s\",\"deletedAt\":\"%s\"}"
                              .formatted(user, Instant.ofEpochSecond(DELETED.indexOf(user) + 1)))
                  .collect(Collectors.joining(","));
          byte[] body = ("{\"items\":[" + items + "]}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return Map.of(
        "loket.person.client-url",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "loket.person.every",
        "200ms");
  }

  private static String plain(String cursor) {
    return new String(java.util.Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
  }

  /** Cursors say when somebody was deleted, in microseconds: here the place in the list. */
  private static int placeOf(String cursor) {
    return cursor.isEmpty()
        ? -1
        : (int) (Long.parseLong(cursor.substring(0, cursor.indexOf(':'))) / 1_000_000) - 1;
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
    }
  }
}
