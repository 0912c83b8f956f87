package id.loket.kit.event.queue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import id.loket.kit.event.BrokerConfig;
import id.loket.kit.event.BrokerConnections;
import id.loket.kit.server.Causes;
import id.loket.kit.tls.Authorities;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The one connection all consumers of a service share, each with a channel of its own. What breaks
 * is opened anew, for as long as it takes, as something new: nothing of an old channel is carried
 * over to its successor.
 */
@Singleton
public class ConsumerConnection {
  private static final Logger LOG = Logger.getLogger(ConsumerConnection.class);
  private static final long PAUSE_MILLIS = 1000;

  private final BrokerConfig broker;
  private final Authorities authorities;
  private final String name;
  private final QueueTopology topology;
  private final List<EventConsumer> consumers = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService opener =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("loket-event-connection").daemon().factory());
  private volatile Connection connection;
  private volatile boolean closed;
  private String obstacle;

  ConsumerConnection(
      BrokerConfig broker,
      Authorities authorities,
      Config config,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    this.broker = broker;
    this.authorities = authorities;
    this.name = service + " consumers";
    this.topology = new QueueTopology(config, service);
  }

  /** What the service has at the broker. */
  public QueueTopology topology() {
    return topology;
  }

  /** A channel for a moment, while the connection is open; its user closes it. */
  public Optional<Channel> channel() throws IOException {
    Connection open = connection;
    return open != null && open.isOpen() ? open.openChannel() : Optional.empty();
  }

  /** Gives a consumer its channel, now and whenever it has lost it. */
  void serve(EventConsumer consumer) {
    consumers.add(consumer);
    opener.execute(this::open);
  }

  /** A channel has ended: it is opened anew in a moment. */
  void lost() {
    if (!closed) {
      opener.schedule(this::open, PAUSE_MILLIS / 2, TimeUnit.MILLISECONDS);
    }
  }

  private void open() {
    List<EventConsumer> waiting = consumers.stream().filter(each -> !each.isOpen()).toList();
    if (closed || waiting.isEmpty()) {
      return;
    }
    try {
      if (connection == null || !connection.isOpen()) {
        connection = BrokerConnections.open(broker, authorities, name);
      }
      try (Channel channel = connection.createChannel()) {
        topology.declare(channel);
      }
      for (EventConsumer consumer : waiting) {
        consumer.open(connection.createChannel());
      }
      reached();
    } catch (IOException | TimeoutException | RuntimeException e) {
      waitFor(Causes.line(e));
      opener.schedule(this::open, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void reached() {
    if (obstacle != null) {
      LOG.info("Events are consumed again");
    }
    obstacle = null;
  }

  private void waitFor(String why) {
    if (!why.equals(obstacle)) {
      LOG.warnf("Events are not consumed, RabbitMQ: %s", why);
    }
    obstacle = why;
  }

  @PreDestroy
  void close() {
    closed = true;
    consumers.forEach(EventConsumer::close);
    opener.shutdownNow();
    Connection open = connection;
    if (open != null) {
      open.abort(BrokerConnections.TIMEOUT_MILLIS);
    }
  }
}
