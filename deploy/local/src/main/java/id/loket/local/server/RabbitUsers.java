package id.loket.local.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.local.Endpoint;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** One RabbitMQ user per service, made over the management API. */
public final class RabbitUsers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Endpoint management;

  /**
   * @param management the management API with its administrator's login
   */
  public RabbitUsers(Endpoint management) {
    this.management = management;
  }

  /** Whether the broker behind the management API runs. */
  public boolean brokerIsRunning() throws IOException, InterruptedException {
    return send("GET", "/api/health/checks/virtual-hosts", null) == 200;
  }

  /**
   * A user that may touch queues and exchanges of its own name, the dead letters' exchange, and
   * nothing else.
   *
   * @param events whether the events' exchange too
   */
  public void ensure(String name, String password, boolean events)
      throws IOException, InterruptedException {
    require("/api/users/" + name, Map.of("password", password, "tags", ""));
    String shared = events ? "loket\\.events|loket\\.dead" : "loket\\.dead";
    String own = "^(" + shared + "|" + name.replace(".", "\\.") + "\\..*)$";
    require("/api/permissions/%2F/" + name, Map.of("configure", own, "write", own, "read", own));
  }

  private void require(String path, Map<String, String> body)
      throws IOException, InterruptedException {
    int status = send("PUT", path, body);
    if (status / 100 != 2) {
      throw new IOException("RabbitMQ's management API answered " + status + " to PUT " + path);
    }
  }

  private int send(String method, String path, Map<String, String> body)
      throws IOException, InterruptedException {
    String login =
        Base64.getEncoder()
            .encodeToString(
                (management.user() + ":" + management.password()).getBytes(StandardCharsets.UTF_8));
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
    HttpRequest request =
        HttpCall.to(management.url() + path)
            .header("Authorization", "Basic " + login)
            .header("Content-Type", "application/json")
            .method(method, publisher)
            .build();
    return HttpCall.status(request);
  }
}
