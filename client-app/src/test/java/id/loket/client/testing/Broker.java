package id.loket.client.testing;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import id.loket.kit.testing.OtherServices;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Looks into the message broker. */
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

  /** The next message of a queue, taken from it; null when there is none. */
  public static byte[] get(Channel channel, String queue) {
    try {
      GetResponse message = channel.basicGet(queue, true);
      return message == null ? null : message.getBody();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
