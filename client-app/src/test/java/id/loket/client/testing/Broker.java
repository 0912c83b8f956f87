package id.loket.client.testing;

import com.rabbitmq.client.Connection;
import id.loket.kit.testing.OtherServices;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Looks into the message broker with the service's own rights. */
public final class Broker {
  private Broker() {}

  /** How many messages wait in a queue. */
  public static long messagesIn(String queue) {
    try (Connection connection = OtherServices.connect();
        var channel = connection.createChannel()) {
      return channel.messageCount(queue);
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
