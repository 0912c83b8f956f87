package id.loket.local.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import id.loket.local.Endpoint;
import id.loket.local.LocalStack;
import id.loket.local.Options;
import id.loket.local.Server;
import id.loket.local.StackException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final String QUEUE = "client-app.replayed";

  @Test
  void deadLettersGoBackToTheirQueueOldestFirst() throws Exception {
    try (LocalStack stack = LocalStack.start(EnumSet.of(Server.RABBITMQ), Options.temporary())) {
      Endpoint rabbitmq = stack.endpoint(Server.RABBITMQ);
      try (Connection connection = connect(rabbitmq);
          Channel channel = connection.createChannel()) {
        channel.queueDeclare(QUEUE, true, false, false, Map.of());
        channel.queueDeclare(QUEUE + ".dead", true, false, false, Map.of());
        for (String text : new String[] {"one", "two", "three"}) {
          channel.basicPublish("", QUEUE + ".dead", null, text.getBytes(StandardCharsets.UTF_8));
        }

        assertEquals(3, new DeadLetters(rabbitmq).replay(QUEUE));

        for (String text : new String[] {"one", "two", "three"}) {
          byte[] body = channel.basicGet(QUEUE, true).getBody();
          assertEquals(text, new String(body, StandardCharsets.UTF_8));
        }
        assertEquals(0, channel.queueDeclarePassive(QUEUE + ".dead").getMessageCount());
      }
      assertThrows(StackException.class, () -> new DeadLetters(rabbitmq).replay("nobody.knows"));
    }
  }

  private static Connection connect(Endpoint rabbitmq) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(rabbitmq.host());
    factory.setPort(rabbitmq.port());
    factory.setUsername(rabbitmq.user());
    factory.setPassword(rabbitmq.password());
    return factory.newConnection();
  }
}
