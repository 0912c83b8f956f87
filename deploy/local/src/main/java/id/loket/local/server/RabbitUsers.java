package id.loket.local.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.local.Endpoint;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/** One RabbitMQ user per service, and the services' queues, made over the management API. */
public final class RabbitUsers {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A score of quorum queues at once takes a busy machine some seconds. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

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

  /**
   * The queues of all services and what they are bound to, before any of them starts: what one of
   * them publishes is kept for another that has never run.
   *
   * @param definitions a definitions file of RabbitMQ's; users' permissions in it are left out
   */
  public void declare(Path definitions) throws IOException, InterruptedException {
    ObjectNode queues = (ObjectNode) JSON.readTree(definitions.toFile());
    queues.remove("permissions");
    requireSuccess("POST", "/api/definitions", queues);
  }

  private void require(String path, Map<String, String> body)
      throws IOException, InterruptedException {
    requireSuccess("PUT", path, body);
  }

  private void requireSuccess(String method, String path, Object body)
      throws IOException, InterruptedException {
    int status = send(method, path, body);
    if (status / 100 != 2) {
      throw new IOException(
          "RabbitMQ's management API answered " + status + " to " + method + " " + path);
    }
  }

  private int send(String method, String path, Object body)
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
            .timeout(LONGEST)
            .method(method, publisher)
            .build();
    return HttpCall.status(request);
  }
}
