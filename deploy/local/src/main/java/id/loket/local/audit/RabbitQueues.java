package id.loket.local.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.local.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** RabbitMQ's queues, as its management API counts them (up to five seconds late). */
final class RabbitQueues {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Endpoint management;

  RabbitQueues(Endpoint management) {
    this.management = management;
  }

  /** A queue and how many messages are in it, delivered but unacknowledged ones too. */
  record Depth(String queue, long messages) {
    boolean isDead() {
      return queue.endsWith(".dead");
    }
  }

  List<Depth> depths() {
    String login = management.user() + ":" + management.password();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(management.url() + "/api/queues?columns=name,messages"))
            .timeout(Duration.ofSeconds(10))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      JsonNode queues =
          JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
      List<Depth> depths = new ArrayList<>();
      queues.forEach(
          queue ->
              depths.add(new Depth(queue.path("name").asText(), queue.path("messages").asLong())));
      return depths;
    } catch (IOException e) {
      throw new UncheckedIOException("RabbitMQ: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
