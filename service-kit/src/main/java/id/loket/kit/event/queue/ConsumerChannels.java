package id.loket.kit.event.queue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import id.loket.kit.event.BrokerConfig;
import id.loket.kit.event.BrokerConnections;
import id.loket.kit.event.ConfirmedPublisher;
import id.loket.kit.tls.Authorities;
import id.loket.kit.work.OutageLog;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one connection consumers share, each with a channel of its own. What breaks is opened anew,
 * for as long as it takes, as something new: nothing of an old channel is carried over to its
 * successor.
 */
public final class ConsumerChannels {
  private static final long PAUSE_MILLIS = 1000;

  private final BrokerConfig broker;
  private final Authorities authorities;
  private final String name;
  private final ConfirmedPublisher.Opening opening;
  private final OutageLog outage;
  private final ScheduledExecutorService opener;
  private final List<Consumer> consumers = new CopyOnWriteArrayList<>();
  private volatile Connection connection;
  private volatile boolean closed;

  /** Who consumes on a channel, and says {@link #lost} when that has ended. */
  public interface Consumer {
    /** Whether it has a channel. */
    boolean isOpen();

    /** Begins anew on a channel; never while another is open. */
    void open(Channel channel) throws IOException;
  }

  /**
   * Connects when there is a consumer.
   *
   * @param opening declares what is consumed
   * @param opener the thread everything is opened on
   */
  public ConsumerChannels(
      BrokerConfig broker,
      Authorities authorities,
      String name,
      ConfirmedPublisher.Opening opening,
      OutageLog outage,
      ScheduledExecutorService opener) {
    this.broker = broker;
    this.authorities = authorities;
    this.name = name;
    this.opening = opening;
    this.outage = outage;
    this.opener = opener;
  }

  /** A channel for a moment, while the connection is open; its user closes it. */
  public Optional<Channel> channel() throws IOException {
    Connection open = connection;
    return open != null && open.isOpen() ? open.openChannel() : Optional.empty();
  }

  /** Gives a consumer its channel, now and whenever it has lost it. */
  public void serve(Consumer consumer) {
    consumers.add(consumer);
    opener.execute(this::open);
  }

  /** A channel has ended: it is opened anew in a moment. */
  public void lost() {
    openIn(PAUSE_MILLIS / 2);
  }

  private void openIn(long millis) {
    try {
      if (!closed) {
        opener.schedule(this::open, millis, TimeUnit.MILLISECONDS);
      }
    } catch (RejectedExecutionException ended) {
      closed = true;
    }
  }

  private void open() {
    List<Consumer> waiting = consumers.stream().filter(each -> !each.isOpen()).toList();
    if (closed || waiting.isEmpty()) {
      return;
    }
    try {
      if (connection == null || !connection.isOpen()) {
        connection = BrokerConnections.open(broker, authorities, name);
      }
      try (Channel channel = connection.createChannel()) {
        opening.with(channel);
      }
      for (Consumer consumer : waiting) {
        consumer.open(connection.createChannel());
      }
      outage.worked();
    } catch (IOException | TimeoutException | RuntimeException e) {
      outage.failed(e);
      openIn(PAUSE_MILLIS);
    }
  }

  /** Opens nothing more, and closes the connection. */
  public void close() {
    closed = true;
    opener.shutdownNow();
    Connection open = connection;
    if (open != null) {
      open.abort(BrokerConnections.TIMEOUT_MILLIS);
    }
  }
}
