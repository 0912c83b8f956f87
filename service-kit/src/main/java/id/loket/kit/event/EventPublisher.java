package id.loket.kit.event;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import id.loket.kit.event.ConfirmedPublisher.Outgoing;
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
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Publishes events to {@value Event#EXCHANGE} and answers only when the broker has confirmed all of
 * them ({@link ConfirmedPublisher}).
 *
 * <p>An event no queue is bound to is kept in {@code <service>.unheard}, told of, and published
 * again every minute until one is; only types that {@linkplain BrokerConfig#unheardByDesign are for
 * whoever may want them} are let go.
 */
@Singleton
public class EventPublisher implements NeededServer {
  private static final Logger LOG = Logger.getLogger(EventPublisher.class);
  private static final int PERSISTENT = 2;
  private static final int RETOLD_AT_ONCE = 1_000;

  private final BrokerConfig config;
  private final Traces traces;
  private final String source;
  private final QueueTopology topology;
  private final MeterRegistry metrics;
  private final Set<String> toldOf = ConcurrentHashMap.newKeySet();
  private final ConfirmedPublisher broker;

  EventPublisher(
      BrokerConfig config,
      Authorities authorities,
      Traces traces,
      Config configuration,
      MeterRegistry metrics,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    this.config = config;
    this.traces = traces;
    this.topology = new QueueTopology(configuration, service);
    this.metrics = metrics;
    this.source = "/" + service;
    this.broker =
        new ConfirmedPublisher(
            config,
            authorities,
            service + " publisher",
            config.confirmTimeout(),
            topology::declare);
  }

  @Override
  public String title() {
    return "RabbitMQ";
  }

  @Override
  public Uni<Void> reach() {
    return Uni.createFrom().voidItem().emitOn(broker).invoke(() -> broker.connected(open -> null));
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
        .emitOn(broker)
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
              Event.EXCHANGE,
              event.type(),
              properties(event, handovers.get(n).traceparent()),
              event.data().getBytes(StandardCharsets.UTF_8)));
    }
    broker.connected(open -> keptUnheard(open, broker.send(open, messages)));
  }

  private Void keptUnheard(Channel open, List<Outgoing> unheard)
      throws IOException, TimeoutException, InterruptedException {
    List<Outgoing> missed = unheard.stream().filter(each -> !isUnheardByDesign(each)).toList();
    for (Outgoing message : missed) {
      metrics.counter("loket.events.unheard", "type", message.key()).increment();
      if (toldOf.add(message.key())) {
        LOG.warnf(
            "No queue is bound to %s: such events wait in %s", message.key(), topology.unheard());
      }
    }
    if (!missed.isEmpty()) {
      keep(open, missed);
    }
    return null;
  }

  private void keep(Channel open, List<Outgoing> unheard)
      throws IOException, TimeoutException, InterruptedException {
    broker.send(
        open,
        unheard.stream()
            .map(
                each ->
                    new Outgoing(topology.unheard(), each.key(), each.properties(), each.body()))
            .toList());
  }

  private boolean isUnheardByDesign(Outgoing message) {
    return config.unheardByDesign().filter(types -> types.contains(message.key())).isPresent();
  }

  /** Publishes anew what nobody has heard; by now somebody may listen. */
  @Scheduled(
      every = "60s",
      delayed = "15s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public Uni<Void> retell() {
    return Uni.createFrom()
        .voidItem()
        .emitOn(broker)
        .invoke(() -> broker.connected(this::retell))
        .onFailure(BrokerUnavailable.class)
        .recoverWithNull();
  }

  private Void retell(Channel open) throws IOException, TimeoutException, InterruptedException {
    long left = Math.min(open.messageCount(topology.unheard()), RETOLD_AT_ONCE);
    for (; left > 0; left--) {
      GetResponse kept = open.basicGet(topology.unheard(), false);
      if (kept == null) {
        return null;
      }
      Outgoing again =
          new Outgoing(
              Event.EXCHANGE, kept.getEnvelope().getRoutingKey(), kept.getProps(), kept.getBody());
      List<Outgoing> stillUnheard = broker.send(open, List.of(again));
      if (!stillUnheard.isEmpty()) {
        keep(open, stillUnheard);
      }
      open.basicAck(kept.getEnvelope().getDeliveryTag(), false);
    }
    return null;
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

  @PreDestroy
  void close() {
    broker.close();
  }
}
