package id.loket.kit.event;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import id.loket.kit.event.queue.QueueTopology;
import id.loket.kit.server.NeededServer;
import id.loket.kit.tls.Authorities;
import id.loket.kit.trace.TraceParent;
import id.loket.kit.trace.Traces;
import id.loket.kit.trace.Traces.Handover;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Publishes events to {@value Event#EXCHANGE} and answers only when the broker has confirmed all of
 * them. One thread and one channel: what is handed over in order arrives in order. A broken
 * connection fails the batch at once and is opened anew by the next one.
 *
 * <p>An event no queue is bound to is kept in {@code <service>.unheard}, told of, and published
 * again every minute until one is; only types that {@linkplain BrokerConfig#unheardByDesign are for
 * whoever may want them} are let go.
 */
@Singleton
public class EventPublisher implements NeededServer {
  private static final Logger LOG = Logger.getLogger(EventPublisher.class);
  private static final int PERSISTENT = 2;
  private static final boolean MANDATORY = true;

  private static final int RETOLD_AT_ONCE = 1_000;

  private final BrokerConfig config;
  private final Authorities authorities;
  private final Traces traces;
  private final String source;
  private final QueueTopology topology;
  private final MeterRegistry metrics;
  // Of the batch being published; the broker returns a message before it confirms it.
  private final Set<String> returned = ConcurrentHashMap.newKeySet();
  private final Set<String> toldOf = ConcurrentHashMap.newKeySet();
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("loket-event-publisher").daemon().factory());
  private Connection connection;
  private Channel channel;

  EventPublisher(
      BrokerConfig config,
      Authorities authorities,
      Traces traces,
      Config configuration,
      MeterRegistry metrics,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    this.config = config;
    this.authorities = authorities;
    this.traces = traces;
    this.topology = new QueueTopology(configuration, service);
    this.metrics = metrics;
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
    List<Outgoing> messages = new ArrayList<>(events.size());
    for (int n = 0; n < events.size(); n++) {
      Event event = events.get(n);
      messages.add(
          new Outgoing(
              event.type(),
              properties(event, handovers.get(n).traceparent()),
              event.data().getBytes(StandardCharsets.UTF_8)));
    }
    whileConnected(open -> keepUnheard(open, send(open, messages)));
  }

  /** A message on its way to the exchange; its routing key is its type. */
  private record Outgoing(String type, AMQP.BasicProperties properties, byte[] body) {}

  private interface Exchanging {
    void with(Channel open) throws IOException, TimeoutException, InterruptedException;
  }

  private void whileConnected(Exchanging exchanging) {
    try {
      exchanging.with(openChannel());
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      closeQuietly();
      throw new BrokerUnavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closeQuietly();
      throw new BrokerUnavailable(e);
    }
  }

  /**
   * Publishes and waits for the confirms.
   *
   * @return those no queue was bound to
   */
  private List<Outgoing> send(Channel open, List<Outgoing> messages)
      throws IOException, TimeoutException, InterruptedException {
    returned.clear();
    for (Outgoing message : messages) {
      open.basicPublish(
          Event.EXCHANGE, message.type(), MANDATORY, message.properties(), message.body());
    }
    open.waitForConfirmsOrDie(config.confirmTimeout().toMillis());
    return returned.isEmpty()
        ? List.of()
        : messages.stream()
            .filter(message -> returned.contains(message.properties().getMessageId()))
            .toList();
  }

  private void keepUnheard(Channel open, List<Outgoing> unheard)
      throws IOException, TimeoutException, InterruptedException {
    List<Outgoing> missed = unheard.stream().filter(each -> !isUnheardByDesign(each)).toList();
    for (Outgoing message : missed) {
      open.basicPublish(topology.unheard(), message.type(), message.properties(), message.body());
      metrics.counter("loket.events.unheard", "type", message.type()).increment();
      if (toldOf.add(message.type())) {
        LOG.warnf(
            "No queue is bound to %s: such events wait in %s", message.type(), topology.unheard());
      }
    }
    if (!missed.isEmpty()) {
      open.waitForConfirmsOrDie(config.confirmTimeout().toMillis());
    }
  }

  private boolean isUnheardByDesign(Outgoing message) {
    return config.unheardByDesign().filter(types -> types.contains(message.type())).isPresent();
  }

  /** Publishes anew what nobody has heard; by now somebody may listen. */
  @Scheduled(
      every = "60s",
      delayed = "15s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public Uni<Void> retell() {
    return Uni.createFrom()
        .voidItem()
        .emitOn(sender)
        .invoke(() -> whileConnected(this::retell))
        .onFailure(BrokerUnavailable.class)
        .recoverWithNull();
  }

  private void retell(Channel open) throws IOException, TimeoutException, InterruptedException {
    long left = Math.min(open.messageCount(topology.unheard()), RETOLD_AT_ONCE);
    for (; left > 0; left--) {
      GetResponse kept = open.basicGet(topology.unheard(), false);
      if (kept == null) {
        return;
      }
      Outgoing again =
          new Outgoing(kept.getEnvelope().getRoutingKey(), kept.getProps(), kept.getBody());
      for (Outgoing stillUnheard : send(open, List.of(again))) {
        open.basicPublish(
            topology.unheard(),
            stillUnheard.type(),
            stillUnheard.properties(),
            stillUnheard.body());
        open.waitForConfirmsOrDie(config.confirmTimeout().toMillis());
      }
      open.basicAck(kept.getEnvelope().getDeliveryTag(), false);
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
    connection = BrokerConnections.open(config, authorities, source.substring(1) + " publisher");
    channel = connection.createChannel();
    topology.declare(channel);
    channel.addReturnListener(message -> returned.add(message.getProperties().getMessageId()));
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
