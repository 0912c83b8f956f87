package id.loket.payment.testing;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import id.loket.kit.event.BrokerConfig;
import id.loket.kit.event.Event;
import java.util.Map;
import java.util.function.Consumer;

/** Hears what is told of invoices, as any other service would. */
public final class InvoiceMessages {
  private InvoiceMessages() {}

  /**
   * Listens until the connection is closed.
   *
   * @param queue a name of the test's own; the queue goes with the connection
   */
  public static Connection listen(BrokerConfig broker, String queue, Consumer<Delivery> heard)
      throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(broker.host());
    factory.setPort(broker.port());
    factory.setUsername(broker.username());
    factory.setPassword(broker.password().orElseThrow());
    Connection connection = factory.newConnection();
    Channel channel = connection.createChannel();
    channel.exchangeDeclare(Event.EXCHANGE, "topic", true);
    channel.queueDeclare(queue, false, false, true, Map.of());
    channel.queueBind(queue, Event.EXCHANGE, "invoice.*");
    channel.basicConsume(queue, true, (tag, message) -> heard.accept(message), tag -> {});
    return connection;
  }

  /** What a message says in its header of that name, {@code subject} for example. */
  public static String header(Delivery message, String name) {
    return message.getProperties().getHeaders().get("cloudEvents:" + name).toString();
  }
}
