package id.loket.local.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.local.Endpoint;
import id.loket.local.ProjectFolder;
import id.loket.local.StackException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Who publishes which event and who listens: listeners as the running broker binds them, also those
 * nobody here knows; publishers as the services declare them, with whether each is connected now.
 */
public final class Choreography {
  private static final String EXCHANGE = "loket.events";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Set<String>> publishers = new TreeMap<>();
  private final List<Binding> bindings = new ArrayList<>();
  private final Map<String, Integer> consumers = new TreeMap<>();
  private final Set<String> connected = new TreeSet<>();

  /** A queue that hears events of a routing key. */
  private record Binding(String key, String queue) {
    boolean hears(String type) {
      String pattern = key.replace(".", "\\.").replace("*", "[^.]+").replace("#", ".*");
      return type.matches(pattern);
    }
  }

  private Choreography() {}

  /**
   * Looks at a broker.
   *
   * @param management its management API with a login
   * @param project where the services' {@code asyncapi.json} lie
   */
  public static Choreography of(Endpoint management, ProjectFolder project) {
    Choreography choreography = new Choreography();
    try (HttpClient client = HttpClient.newHttpClient()) {
      choreography.readDeclarations(project.root());
      ask(client, management, "/api/exchanges/%2F/" + EXCHANGE + "/bindings/source")
          .forEach(
              binding ->
                  choreography.bindings.add(
                      new Binding(
                          binding.path("routing_key").asText(),
                          binding.path("destination").asText())));
      ask(client, management, "/api/queues?columns=name,consumers")
          .forEach(
              queue ->
                  choreography.consumers.put(
                      queue.path("name").asText(), queue.path("consumers").asInt()));
      ask(client, management, "/api/connections?columns=user,client_properties")
          .forEach(connection -> choreography.connected.add(connection.path("user").asText()));
    } catch (IOException e) {
      throw new StackException("RabbitMQ does not answer; is the stack running ('make up')?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
    return choreography;
  }

  private void readDeclarations(Path root) throws IOException {
    try (Stream<Path> modules = Files.list(root)) {
      for (Path file : modules.map(each -> each.resolve("asyncapi.json")).toList()) {
        if (Files.exists(file)) {
          JsonNode document = JSON.readTree(file.toFile());
          String service = file.getParent().getFileName().toString();
          document
              .path("components")
              .path("messages")
              .fieldNames()
              .forEachRemaining(
                  type -> publishers.computeIfAbsent(type, t -> new TreeSet<>()).add(service));
        }
      }
    }
  }

  private static JsonNode ask(HttpClient client, Endpoint management, String path)
      throws IOException, InterruptedException {
    String login = management.user() + ":" + management.password();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(management.url() + path))
            .timeout(Duration.ofSeconds(10))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
            .build();
    HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode() + " for " + path);
    }
    return JSON.readTree(answer.body());
  }

  /** Prints a line per event, then listeners of events nobody publishes. */
  public void print(PrintStream out) {
    out.printf("%-24s %-28s %s%n", "event", "published by", "listened to by");
    Set<Binding> used = new java.util.HashSet<>();
    publishers.forEach(
        (type, services) -> {
          List<String> listeners = new ArrayList<>();
          for (Binding binding : bindings) {
            if (binding.hears(type)) {
              used.add(binding);
              listeners.add(listener(binding.queue()));
            }
          }
          out.printf(
              "%-24s %-28s %s%n",
              type,
              String.join(", ", services.stream().map(this::publisher).toList()),
              listeners.isEmpty() ? "–" : String.join(", ", listeners));
        });
    bindings.stream()
        .filter(binding -> !used.contains(binding))
        .forEach(
            binding ->
                out.printf("%-24s %-28s %s%n", binding.key(), "–", listener(binding.queue())));
  }

  private String publisher(String service) {
    return connected.contains(service) ? service : service + " (not connected)";
  }

  private String listener(String queue) {
    return consumers.getOrDefault(queue, 0) > 0 ? queue : queue + " (nobody reads it)";
  }
}
