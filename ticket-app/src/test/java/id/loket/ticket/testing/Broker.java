package id.loket.ticket.testing;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import id.loket.kit.testing.OtherServices;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** What the other services say and hear, with ticket-app's own rights at the broker. */
public final class Broker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Connection connection;
  private final Channel channel;

  private Broker(Connection connection) throws IOException {
    this.connection = connection;
    this.channel = connection.createChannel();
    channel.exchangeDeclare("loket.events", "topic", true);
    channel.confirmSelect();
  }

  public static Broker connect() {
    try {
      return new Broker(OtherServices.connect());
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One more listener: a queue of its own, bound to what it wants to hear. */
  public String listen(String... types) {
    String queue = "ticket-app.test-" + UUID.randomUUID();
    try {
      channel.queueDeclare(queue, false, true, true, Map.of());
      for (String type : types) {
        channel.queueBind(queue, "loket.events", type);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return queue;
  }

  /** What was said on a queue until that many were of interest: type, subject and data. */
  public List<JsonObject> hear(String queue, int count, Predicate<JsonObject> interest) {
    List<JsonObject> heard = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(30))
        .until(
            () -> {
              next(queue).filter(interest).ifPresent(heard::add);
              return heard.size() >= count;
            });
    return heard;
  }

  /** What was said next, if anything. */
  public java.util.Optional<JsonObject> next(String queue) {
    try {
      GetResponse message = channel.basicGet(queue, true);
      return java.util.Optional.ofNullable(message).map(Broker::read);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonObject read(GetResponse message) {
    Map<String, Object> headers = message.getProps().getHeaders();
    return new JsonObject()
        .put("id", headers.get("cloudEvents:id").toString())
        .put("type", headers.get("cloudEvents:type").toString())
        .put("subject", headers.get("cloudEvents:subject").toString())
        .put("data", new JsonObject(new String(message.getBody(), StandardCharsets.UTF_8)));
  }

  /** Says something, as the service would whose event it is. */
  public void say(UUID id, String type, String subject, JsonObject data) {
    Map<String, Object> headers = new HashMap<>();
    headers.put("cloudEvents:id", id.toString());
    headers.put("cloudEvents:source", "/test");
    headers.put("cloudEvents:specversion", "1.0");
    headers.put("cloudEvents:type", type);
    headers.put("cloudEvents:subject", subject);
    headers.put("cloudEvents:time", Instant.now().toString());
    publish(type, headers, data.encode());
  }

  /** Says something nobody understands. */
  public void say(String type, String nonsense) {
    publish(type, Map.of(), nonsense);
  }

  private void publish(String type, Map<String, Object> headers, String body) {
    try {
      channel.basicPublish(
          "loket.events",
          type,
          new AMQP.BasicProperties.Builder()
              .contentType("application/json")
              .headers(headers)
              .build(),
          body.getBytes(StandardCharsets.UTF_8));
      channel.waitForConfirmsOrDie(10_000);
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** How many messages wait in a queue. */
  public long waiting(String queue) {
    try {
      return channel.messageCount(queue);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
