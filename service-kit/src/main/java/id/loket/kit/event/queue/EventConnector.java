package id.loket.kit.event.queue;

import id.loket.kit.event.BrokerConfig;
import id.loket.kit.event.Event;
import id.loket.kit.schema.SchemaMigrations;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/**
 * The connector {@value #NAME} of MicroProfile Reactive Messaging: channels of {@link Event}s from
 * RabbitMQ's queues (docs/adr/0018). Word about an event goes to the channel that delivered it and
 * to no other; events of one subject come one after the other, those of different subjects at the
 * same time.
 *
 * <p>Attributes of a channel: {@code queue.name}, {@code routing-keys}; {@code
 * max-outstanding-messages} (100), {@code keys-at-once} (4).
 */
@ApplicationScoped
@Connector(EventConnector.NAME)
public class EventConnector implements InboundConnector {
  public static final String NAME = "loket-rabbitmq";

  /** Before the work that is under way is waited for. */
  private static final int FIRST = 0;

  private final ConsumerConnection connection;
  private final BrokerConfig broker;
  private final SchemaMigrations schema;
  private final MeterRegistry metrics;
  private final Vertx vertx;
  private final List<EventConsumer> consumers = new CopyOnWriteArrayList<>();

  EventConnector(
      ConsumerConnection connection,
      BrokerConfig broker,
      SchemaMigrations schema,
      MeterRegistry metrics,
      Vertx vertx) {
    this.connection = connection;
    this.broker = broker;
    this.schema = schema;
    this.metrics = metrics;
    this.vertx = vertx;
  }

  @Override
  public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
    EventQueue queue = EventQueue.of(config);
    return Multi.createFrom()
        .emitter(
            (MultiEmitter<? super Message<Event>> emitter) -> consume(queue, emitter),
            // Never more than keys-at-once: the next one is emitted when one was settled.
            BackPressureStrategy.BUFFER);
  }

  private void consume(EventQueue queue, MultiEmitter<? super Message<Event>> emitter) {
    EventConsumer consumer =
        new EventConsumer(queue, connection, broker.longestHold(), metrics, vertx, emitter::emit);
    consumers.add(consumer);
    // Handlers need the tables; until they are there the events wait where they are.
    schema.current().subscribe().with(there -> connection.serve(consumer));
  }

  /** What was delivered and not begun goes to other replicas at once. */
  void end(@Observes @Priority(FIRST) ShutdownEvent shutdown) {
    consumers.forEach(EventConsumer::end);
  }
}
