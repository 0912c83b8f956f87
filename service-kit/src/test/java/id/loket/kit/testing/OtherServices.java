package id.loket.kit.testing;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import id.loket.kit.event.Event;
import id.loket.kit.trace.TraceParent;
import id.loket.local.Endpoint;
import id.loket.local.Server;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Says what other services say. The service under test may not: the broker takes from each only the
 * events that are its own to tell.
 */
public final class OtherServices {
  private static final int PERSISTENT = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A connection with the administrator's login. */
  public static Connection connect() throws IOException, TimeoutException {
    Endpoint rabbit = LocalStackResource.stack().endpoint(Server.RABBITMQ);
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(rabbit.host());
    factory.setPort(rabbit.port());
    factory.setUsername(rabbit.user());
    factory.setPassword(rabbit.password());
    return factory.newConnection();
  }

  /** Publishes events in order and waits for the broker's confirms. */
  public Uni<Void> publish(List<Event> events) {
    return Uni.createFrom()
        .item(
            () -> {
              send(events);
              return null;
            });
  }

  private static void send(List<Event> events) {
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      for (Event event : events) {
        channel.basicPublish(
            Event.EXCHANGE,
            event.type(),
            properties(event),
            event.data().getBytes(StandardCharsets.UTF_8));
      }
      channel.waitForConfirmsOrDie(PATIENCE.toMillis());
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static AMQP.BasicProperties properties(Event event) {
    Map<String, Object> headers = new HashMap<>();
    headers.put("cloudEvents:id", event.id().toString());
    headers.put("cloudEvents:source", "/another-service");
    headers.put("cloudEvents:specversion", "1.0");
    headers.put("cloudEvents:type", event.type());
    headers.put("cloudEvents:subject", event.subject());
    headers.put("cloudEvents:time", event.time().toString());
    headers.put("cloudEvents:datacontenttype", "application/json");
    if (event.traceparent() != null) {
      headers.put(TraceParent.NAME, event.traceparent());
    }
    return new AMQP.BasicProperties.Builder()
        .contentType("application/json")
        .deliveryMode(PERSISTENT)
        .messageId(event.id().toString())
        .headers(headers)
        .build();
  }
}
