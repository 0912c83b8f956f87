package id.loket.kit.event;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import id.loket.kit.tls.Authorities;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Publishes and waits for the broker's confirms. One thread and one channel: what is handed over in
 * order arrives in order. A broken connection fails what is under way at once and is opened anew by
 * what comes next.
 */
public final class ConfirmedPublisher implements Executor {
  private static final boolean MANDATORY = true;

  private final BrokerConfig config;
  private final Authorities authorities;
  private final String name;
  private final Duration confirmTimeout;
  private final Opening opening;
  // Of the batch being published; the broker returns a message before it confirms it.
  private final Set<String> returned = ConcurrentHashMap.newKeySet();
  private final ExecutorService thread;
  private Connection connection;
  private Channel channel;

  /** What is done with a channel that was just opened: what is published to is declared. */
  public interface Opening {
    void with(Channel channel) throws IOException;
  }

  /** What is said to the broker. */
  public interface Exchanging<T> {
    T with(Channel open) throws IOException, TimeoutException, InterruptedException;
  }

  /** A message on its way. */
  public record Outgoing(
      String exchange, String key, AMQP.BasicProperties properties, byte[] body) {}

  /**
   * Connects when it is needed.
   *
   * @param name of its connection and thread
   */
  public ConfirmedPublisher(
      BrokerConfig config,
      Authorities authorities,
      String name,
      Duration confirmTimeout,
      Opening opening) {
    this.config = config;
    this.authorities = authorities;
    this.name = name;
    this.confirmTimeout = confirmTimeout;
    this.opening = opening;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("loket " + name).daemon().factory());
  }

  /** Runs it on the one thread. */
  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  /**
   * Says something to the broker, on the one thread.
   *
   * @throws BrokerUnavailable when it cannot be said, or was not answered
   */
  public <T> T connected(Exchanging<T> exchanging) {
    try {
      return exchanging.with(open());
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      closeNow();
      throw new BrokerUnavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closeNow();
      throw new BrokerUnavailable(e);
    }
  }

  /**
   * Publishes and waits for the confirms; messages are known by their ids.
   *
   * @return those no queue took
   */
  public List<Outgoing> send(Channel open, List<Outgoing> messages)
      throws IOException, TimeoutException, InterruptedException {
    returned.clear();
    for (Outgoing message : messages) {
      open.basicPublish(
          message.exchange(), message.key(), MANDATORY, message.properties(), message.body());
    }
    open.waitForConfirmsOrDie(confirmTimeout.toMillis());
    return returned.isEmpty()
        ? List.of()
        : messages.stream()
            .filter(message -> returned.contains(message.properties().getMessageId()))
            .toList();
  }

  private Channel open() throws IOException, TimeoutException {
    if (channel != null && channel.isOpen()) {
      return channel;
    }
    closeNow();
    connection = BrokerConnections.open(config, authorities, name);
    channel = connection.createChannel();
    opening.with(channel);
    channel.addReturnListener(message -> returned.add(message.getProperties().getMessageId()));
    channel.confirmSelect();
    return channel;
  }

  /** Closes the connection after what is under way, which is waited for a moment. */
  public void close() {
    thread.execute(this::closeNow);
    thread.shutdown();
    try {
      thread.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeNow() {
    if (connection != null) {
      connection.abort(BrokerConnections.TIMEOUT_MILLIS);
    }
    connection = null;
    channel = null;
  }
}
