package id.loket.local.deadletter;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import id.loket.local.Endpoint;
import id.loket.local.StackException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Messages a consumer could not handle, waiting in {@code <queue>.dead}. */
public final class DeadLetters {
  private static final long CONFIRM_MILLIS = 10_000;

  private final ConnectionFactory broker = new ConnectionFactory();

  public DeadLetters(Endpoint rabbitmq) {
    broker.setHost(rabbitmq.host());
    broker.setPort(rabbitmq.port());
    broker.setUsername(rabbitmq.user());
    broker.setPassword(rabbitmq.password());
  }

  /**
   * Puts a queue's dead letters back for its consumer to try again, oldest first. One is taken off
   * the dead queue only once the broker has confirmed it back, so none is lost; a message that dies
   * again meanwhile is not replayed twice.
   *
   * @return how many were put back
   * @throws StackException when there is no such queue, or the broker does not answer
   */
  public int replay(String queue) {
    try (Connection connection = broker.newConnection("replay");
        Channel channel = connection.createChannel()) {
      channel.queueDeclarePassive(queue);
      int waiting = channel.queueDeclarePassive(queue + ".dead").getMessageCount();
      channel.confirmSelect();
      int replayed = 0;
      while (replayed < waiting) {
        GetResponse letter = channel.basicGet(queue + ".dead", false);
        if (letter == null) {
          break;
        }
        channel.basicPublish("", queue, letter.getProps(), letter.getBody());
        channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
        channel.basicAck(letter.getEnvelope().getDeliveryTag(), false);
        replayed++;
      }
      return replayed;
    } catch (IOException e) {
      throw new StackException(
          "Cannot replay: is there a queue " + queue + " with a queue " + queue + ".dead?", e);
    } catch (TimeoutException e) {
      throw new StackException(
          "RabbitMQ did not confirm; what was not confirmed is still dead.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted; what was not confirmed is still dead.", e);
    }
  }
}
