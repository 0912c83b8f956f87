package id.loket.kit.event;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * How many messages wait in the queues this service consumes, and in their dead-letter queues. The
 * broker is asked, so that a consumer that hangs is seen by those that do not.
 */
@Singleton
class QueueMetrics {
  private static final Logger LOG = Logger.getLogger(QueueMetrics.class);
  private static final Pattern QUEUE_NAME =
      Pattern.compile("mp\\.messaging\\.incoming\\.[^.]+\\.queue\\.name");

  private final BrokerConfig broker;
  private final String service;
  private final Map<String, AtomicLong> waiting = new TreeMap<>();
  private final Map<String, AtomicLong> dead = new TreeMap<>();
  private Connection connection;

  QueueMetrics(
      BrokerConfig broker,
      Config config,
      @ConfigProperty(name = "quarkus.application.name") String service,
      MeterRegistry metrics) {
    this.broker = broker;
    this.service = service;
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .map(QUEUE_NAME::matcher)
        .filter(Matcher::matches)
        .map(name -> config.getValue(name.group(), String.class))
        .forEach(
            queue -> {
              waiting.put(queue, gauge(metrics, "loket.queue.messages", queue));
              dead.put(queue, gauge(metrics, "loket.queue.dead.letters", queue));
            });
  }

  @Scheduled(
      every = "10s",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void count() {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      Channel channel = channel();
      for (String queue : waiting.keySet()) {
        waiting.get(queue).set(channel.messageCount(queue));
        dead.get(queue).set(channel.messageCount(queue + ".dead"));
      }
      channel.close();
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      LOG.debug("The queues are not counted now", e);
      close();
    }
  }

  private Channel channel() throws IOException, TimeoutException {
    if (connection == null || !connection.isOpen()) {
      connection = BrokerConnections.open(broker, service + " queue metrics");
    }
    return connection.createChannel();
  }

  @PreDestroy
  void close() {
    if (connection != null) {
      connection.abort(BrokerConnections.TIMEOUT_MILLIS);
      connection = null;
    }
  }

  private static AtomicLong gauge(MeterRegistry metrics, String name, String queue) {
    AtomicLong value = new AtomicLong();
    Gauge.builder(name, value, AtomicLong::get).tag("queue", queue).register(metrics);
    return value;
  }
}
