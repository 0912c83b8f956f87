package id.loket.kit.event.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import id.loket.kit.event.BrokerConfig;
import id.loket.kit.event.Event;
import id.loket.kit.tls.ServerTls;
import id.loket.local.Endpoint;
import id.loket.local.LocalStack;
import id.loket.local.Options;
import id.loket.local.Server;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** A real broker with all queues, which a test publishes to and looks into. */
final class TestBroker {
  static final String QUEUE = "client-app.bookings";
  static final Duration LONG = Duration.ofSeconds(60);

  private static final ObjectMapper JSON = new ObjectMapper();

  private static LocalStack stack;
  private static Connection connection;
  static Channel channel;

  private TestBroker() {}

  static void start() throws Exception {
    stack = LocalStack.start(Set.of(Server.RABBITMQ), Options.temporary());
    ConnectionFactory factory = new ConnectionFactory();
    Endpoint rabbit = stack.endpoint(Server.RABBITMQ);
    factory.setHost(rabbit.host());
    factory.setPort(rabbit.port());
    factory.setUsername(rabbit.user());
    factory.setPassword(rabbit.password());
    connection = factory.newConnection("test");
  }

  static void stop() {
    stack.close();
  }

  /** Begins with empty queues. */
  static void begin() throws Exception {
    channel = connection.createChannel();
    channel.confirmSelect();
    for (String queue : List.of(QUEUE, QUEUE + ".dead", "client-app.parked")) {
      channel.queuePurge(queue);
    }
  }

  static BrokerConfig login() {
    Map<String, String> variables = stack.environment("client-app");
    return new BrokerConfig() {
      @Override
      public String host() {
        return stack.endpoint(Server.RABBITMQ).host();
      }

      @Override
      public int port() {
        return stack.endpoint(Server.RABBITMQ).port();
      }

      @Override
      public String username() {
        return "client-app";
      }

      @Override
      public Optional<String> password() {
        return Optional.of(variables.get("LOKET_RABBITMQ_PASSWORD"));
      }

      @Override
      public ServerTls tls() {
        return ServerTls.DISABLE;
      }

      @Override
      public Duration confirmTimeout() {
        return LONG;
      }

      @Override
      public Duration longestHold() {
        return LONG;
      }

      @Override
      public Duration handlingLimit() {
        return LONG;
      }

      @Override
      public Optional<Set<String>> unheardByDesign() {
        return Optional.empty();
      }
    };
  }

  static Event event(String subject) {
    return Event.now("booking.pending", subject, "{}");
  }

  static List<Event> publish(int count) throws Exception {
    List<Event> events = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      events.add(publish(event(UUID.randomUUID().toString())));
    }
    return events;
  }

  static Event publish(Event event) throws Exception {
    Map<String, Object> headers = new HashMap<>();
    headers.put("cloudEvents:id", event.id().toString());
    headers.put("cloudEvents:type", event.type());
    headers.put("cloudEvents:subject", event.subject());
    headers.put("cloudEvents:time", event.time().toString());
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .contentType("application/json")
            .deliveryMode(2)
            .messageId(event.id().toString())
            .headers(headers)
            .build();
    byte[] body = event.data().getBytes(StandardCharsets.UTF_8);
    channel.basicPublish(Event.EXCHANGE, event.type(), properties, body);
    channel.waitForConfirmsOrDie(10_000);
    return event;
  }

  /**
   * Has the broker close the consumer's connection, and waits until there is another that took all.
   */
  static void breakConnections() throws Exception {
    String before = breakConnection();
    until(() -> connectionNames().stream().anyMatch(name -> !before.equals(name)));
    until(() -> consumers() == 1 && ready(QUEUE) == 0);
  }

  /** Has the broker close the consumer's connection; its name. */
  static String breakConnection() throws Exception {
    until(() -> connectionNames().size() == 1); // the broker tells of it a little later
    String name = connectionNames().getFirst();
    ask("DELETE", "/api/connections/" + name.replace(" ", "%20").replace(">", "%3E"));
    return name;
  }

  private static List<String> connectionNames() {
    List<String> names = new ArrayList<>();
    try {
      JSON.readTree(ask("GET", "/api/connections?columns=name,user"))
          .forEach(
              each -> {
                if (each.path("user").asText().equals("client-app")) {
                  names.add(each.path("name").asText());
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  static int ready(String queue) {
    try {
      return (int) channel.messageCount(queue);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int consumers() {
    try {
      return (int) channel.consumerCount(QUEUE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String ask(String method, String path) {
    Endpoint management = stack.rabbitManagement();
    String login = management.user() + ":" + management.password();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(management.url() + path))
            .header(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes()))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static void until(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it never came true").isLessThan(end);
      Thread.sleep(100);
    }
  }
}
