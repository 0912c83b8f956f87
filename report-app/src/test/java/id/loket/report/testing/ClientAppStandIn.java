package id.loket.report.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * Speaks client-app's contract in report-app's tests: everybody has an account, a mail address and
 * a telephone number made of their id. The end-to-end tests use the real one.
 */
public class ClientAppStandIn implements QuarkusTestResourceLifecycleManager {
  private HttpServer server;

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/users/", ClientAppStandIn::answer);
    server.start();
    return Map.of("LOKET_CLIENT_URL", "http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    String id = exchange.getRequestURI().getPath().substring("/users/".length());
    boolean signed = token != null && token.startsWith("Bearer ey");
    // Written without Vert.x, whose JSON cannot be set up on a thread of this server.
    String user =
        """
        {"id": "%1$s", "name": "Siti Rahma", "email": "%1$s@example.org", "phone": "+62 812 %2$s",
          "locale": "id"}
        """
            .formatted(id, id.substring(0, 4));
    byte[] body = user.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(signed ? 200 : 401, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
