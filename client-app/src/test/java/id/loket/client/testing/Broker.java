package id.loket.client.testing;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import id.loket.kit.testing.LocalStackResource;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Looks into the message broker with the service's own rights. */
public final class Broker {
  private Broker() {}

  /** How many messages wait in a queue. */
  public static long messagesIn(String queue) {
    Map<String, String> environment = LocalStackResource.stack().environment("client-app");
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(environment.get("LOKET_RABBITMQ_HOST"));
    factory.setPort(Integer.parseInt(environment.get("LOKET_RABBITMQ_PORT")));
    factory.setUsername(environment.get("LOKET_RABBITMQ_USER"));
    factory.setPassword(environment.get("LOKET_RABBITMQ_PASSWORD"));
    try (Connection connection = factory.newConnection();
        var channel = connection.createChannel()) {
      return channel.messageCount(queue);
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
