package id.loket.kit.event;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import id.loket.kit.event.queue.ConsumerConnection;
import id.loket.kit.event.queue.QueueTopology;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * How many messages wait in the queues this service consumes, in their dead-letter queues, and in
 * the two of its own ({@link QueueTopology}). The broker is asked, so that a consumer that hangs is
 * seen by those that do not.
 */
@Singleton
class QueueMetrics {
  private static final Logger LOG = Logger.getLogger(QueueMetrics.class);

  private final ConsumerConnection connection;
  private final Map<String, AtomicLong> waiting = new TreeMap<>();
  private final Map<String, AtomicLong> dead = new TreeMap<>();

  QueueMetrics(ConsumerConnection connection, MeterRegistry metrics) {
    this.connection = connection;
    QueueTopology topology = connection.topology();
    for (String queue : topology.queues()) {
      waiting.put(queue, gauge(metrics, "loket.queue.messages", queue));
      dead.put(queue + ".dead", gauge(metrics, "loket.queue.dead.letters", queue));
    }
    if (!waiting.isEmpty()) {
      for (String queue : new String[] {topology.parked(), topology.unheard()}) {
        waiting.put(queue, gauge(metrics, "loket.queue.messages", queue));
      }
    }
  }

  @Scheduled(
      every = "10s",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void count() {
    try {
      Optional<Channel> open = connection.channel();
      if (open.isEmpty()) {
        return;
      }
      try (Channel channel = open.get()) {
        count(channel, waiting);
        count(channel, dead);
      }
    } catch (IOException | TimeoutException | AlreadyClosedException e) {
      LOG.debug("The queues are not counted now", e);
    }
  }

  private static void count(Channel channel, Map<String, AtomicLong> queues) throws IOException {
    for (Map.Entry<String, AtomicLong> queue : queues.entrySet()) {
      queue.getValue().set(channel.messageCount(queue.getKey()));
    }
  }

  private static AtomicLong gauge(MeterRegistry metrics, String name, String queue) {
    AtomicLong value = new AtomicLong();
    Gauge.builder(name, value, AtomicLong::get).tag("queue", queue).register(metrics);
    return value;
  }
}
