package id.loket.kit.event.queue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Puts events of one queue aside at the broker, in a durable queue whose messages go back to the
 * end of theirs after a while: so nobody holds an event until the broker loses patience (its {@code
 * consumer_timeout}), and an event that is put aside counts as delivered for the first time when it
 * comes back. The original is acknowledged only once the broker has confirmed the copy.
 */
final class Parking {
  private static final Logger LOG = Logger.getLogger(Parking.class);
  private static final long CONFIRM_MILLIS = 10_000;

  private final String exchange;
  private final String queue;
  private final Counter parked;
  private final ExecutorService publisher =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("loket-event-parking").daemon().factory());
  private Channel channel;

  Parking(String exchange, String queue, MeterRegistry metrics) {
    this.exchange = exchange;
    this.queue = queue;
    this.parked =
        Counter.builder("loket.events.parked")
            .description("times an event was put aside at the broker, because it must wait")
            .tag("queue", queue)
            .register(metrics);
  }

  /**
   * Puts deliveries aside, in order.
   *
   * @param deliveredTooOften whether they are because the broker would lose patience otherwise
   * @param done called when all of them are safe
   * @param failed called when some may not be
   */
  void park(
      Connection connection,
      List<Delivery> deliveries,
      boolean deliveredTooOften,
      Runnable done,
      Runnable failed) {
    try {
      publisher.execute(
          () -> {
            try {
              publish(connection, deliveries, deliveredTooOften);
              parked.increment(deliveries.size());
              done.run();
            } catch (IOException | TimeoutException | ShutdownSignalException e) {
              LOG.warnf("Events of %s are not put aside: %s", queue, e.toString());
              failed.run();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              failed.run();
            }
          });
    } catch (RejectedExecutionException closed) {
      LOG.debug("Closed: the broker gives them to another replica", closed);
    }
  }

  private void publish(Connection connection, List<Delivery> deliveries, boolean deliveredTooOften)
      throws IOException, TimeoutException, InterruptedException {
    if (channel == null || !channel.isOpen() || channel.getConnection() != connection) {
      channel = connection.createChannel();
      channel.confirmSelect();
    }
    for (Delivery each : deliveries) {
      channel.basicPublish(exchange, queue, each.again(deliveredTooOften), each.body());
    }
    channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
  }

  void close() {
    publisher.shutdownNow();
  }
}
