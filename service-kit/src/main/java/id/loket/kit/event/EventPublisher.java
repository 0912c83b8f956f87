package id.loket.kit.event;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import id.loket.kit.server.NeededServer;
import id.loket.kit.trace.TraceParent;
import id.loket.kit.trace.Traces;
import id.loket.kit.trace.Traces.Handover;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Publishes events to {@value Event#EXCHANGE} and answers only when the broker has confirmed all of
 * them. One thread and one channel: what is handed over in order arrives in order. A broken
 * connection fails the batch at once and is opened anew by the next one.
 */
@Singleton
public class EventPublisher implements NeededServer {
  private static final Logger LOG = Logger.getLogger(EventPublisher.class);
  private static final int PERSISTENT = 2;

  private final BrokerConfig config;
  private final Traces traces;
  private final String source;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("loket-event-publisher").daemon().factory());
  private Connection connection;
  private Channel channel;

  EventPublisher(
      BrokerConfig config,
      Traces traces,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    this.config = config;
    this.traces = traces;
    this.source = "/" + service;
  }

  @Override
  public String title() {
    return "RabbitMQ";
  }

  @Override
  public Uni<Void> reach() {
    return Uni.createFrom().voidItem().emitOn(sender).invoke(this::connect);
  }

  private void connect() {
    try {
      openChannel();
    } catch (IOException | TimeoutException e) {
      throw new BrokerUnavailable(e);
    }
  }

  /**
   * Publishes events in the order given.
   *
   * @return completes when the broker has confirmed every one; fails when it may have missed some,
   *     so that publishing them again is right (consumers know an event by its id)
   */
  public Uni<Void> publish(List<Event> events) {
    return Uni.createFrom()
        .voidItem()
        .emitOn(sender)
        .invoke(() -> publishBlocking(events))
        .replaceWithVoid();
  }

  private void publishBlocking(List<Event> events) {
    List<Handover> handovers =
        events.stream()
            .map(event -> traces.handOver(event.traceparent(), "publish " + event.type()))
            .toList();
    try {
      publishBlocking(events, handovers);
      handovers.forEach(Handover::done);
    } catch (RuntimeException e) {
      handovers.forEach(handover -> handover.failed(e));
      throw e;
    }
  }

  private void publishBlocking(List<Event> events, List<Handover> handovers) {
    try {
      Channel open = openChannel();
      for (int n = 0; n < events.size(); n++) {
        Event event = events.get(n);
        open.basicPublish(
            Event.EXCHANGE,
            event.type(),
            properties(event, handovers.get(n).traceparent()),
            event.data().getBytes(StandardCharsets.UTF_8));
      }
      open.waitForConfirmsOrDie(config.confirmTimeout().toMillis());
    } catch (IOException | TimeoutException | com.rabbitmq.client.ShutdownSignalException e) {
      closeQuietly();
      throw new BrokerUnavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closeQuietly();
      throw new BrokerUnavailable(e);
    }
  }

  private AMQP.BasicProperties properties(Event event, String traceparent) {
    Map<String, Object> headers = new HashMap<>();
    headers.put("cloudEvents:id", event.id().toString());
    headers.put("cloudEvents:source", source);
    headers.put("cloudEvents:specversion", "1.0");
    headers.put("cloudEvents:type", event.type());
    headers.put("cloudEvents:subject", event.subject());
    headers.put("cloudEvents:time", event.time().toString());
    headers.put("cloudEvents:datacontenttype", "application/json");
    if (traceparent != null) {
      headers.put(TraceParent.NAME, traceparent);
    }
    return new AMQP.BasicProperties.Builder()
        .contentType("application/json")
        .deliveryMode(PERSISTENT)
        .messageId(event.id().toString())
        .timestamp(Date.from(event.time()))
        .headers(headers)
        .build();
  }

  private Channel openChannel() throws IOException, TimeoutException {
    if (channel != null && channel.isOpen()) {
      return channel;
    }
    closeQuietly();
    connection = BrokerConnections.open(config, source.substring(1) + " publisher");
    channel = connection.createChannel();
    channel.exchangeDeclare(Event.EXCHANGE, BuiltinExchangeType.TOPIC, true);
    channel.confirmSelect();
    return channel;
  }

  @PreDestroy
  void close() {
    sender.submit(this::closeQuietly);
    sender.shutdown();
  }

  private void closeQuietly() {
    if (connection != null) {
      try {
        connection.abort(BrokerConnections.TIMEOUT_MILLIS);
      } catch (RuntimeException e) {
        LOG.debugf(e, "Closing the broken connection to the broker");
      }
    }
    connection = null;
    channel = null;
  }

  /** The broker did not confirm; the events are still the publisher's to send. */
  public static final class BrokerUnavailable extends RuntimeException {
    BrokerUnavailable(Exception cause) {
      super("the message broker did not confirm: " + cause, cause);
    }
  }
}
