package id.loket.kit.event;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.schema.SchemaMigrations;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.trace.TraceParent;
import id.loket.kit.trace.Traces;
import io.opentelemetry.api.trace.SpanKind;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMetadata;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Takes events off a queue: acknowledged once handled; waits until the tables are there, and tries
 * again for as long as a server is away; rejected to the dead-letter queue when the message itself
 * cannot be handled.
 */
@Singleton
public class EventReader {
  private static final Logger LOG = Logger.getLogger(EventReader.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
  private static final int ATTEMPTS_AT_AN_UNEXPECTED_FAILURE = 3;

  private final Traces traces;
  private final SchemaMigrations schema;
  private final WorkUnderWay work;
  private final TolerantJson json;

  EventReader(Traces traces, SchemaMigrations schema, WorkUnderWay work, TolerantJson json) {
    this.traces = traces;
    this.schema = schema;
    this.work = work;
    this.json = json;
  }

  /** Handles one message of a channel; the result completes when it is acknowledged or rejected. */
  public Uni<Void> read(Message<?> message, Function<Event, Uni<Void>> handler) {
    // Not acknowledged: the broker gives it to another replica when this one has ended.
    return work.isEnding()
        ? Uni.createFrom().nothing()
        : work.doing(() -> readNow(message, handler));
  }

  /**
   * What an event tells.
   *
   * @param isWhole whether all is there that its consumer needs
   * @throws PoisonMessage when it is no JSON of that shape, or not whole
   */
  public <T> T data(Event event, Class<T> type, Predicate<T> isWhole) {
    T data;
    try {
      data = json.read(event.data(), type);
    } catch (IllegalArgumentException e) {
      throw new PoisonMessage(event.type() + " is no " + type.getSimpleName(), e);
    }
    if (data == null || !isWhole.test(data)) {
      throw new PoisonMessage(event.type() + " lacks what is needed of it", null);
    }
    return data;
  }

  private Uni<Void> readNow(Message<?> message, Function<Event, Uni<Void>> handler) {
    return Uni.createFrom()
        .item(() -> parse(message))
        .call(schema::current)
        .chain(
            event ->
                traces.continued(
                    event.traceparent(),
                    "process " + event.type(),
                    SpanKind.CONSUMER,
                    () -> handleWithPatience(event, handler)))
        .chain(() -> Uni.createFrom().completionStage(message.ack()))
        .onFailure()
        .recoverWithUni(
            failure -> {
              LOG.errorf(
                  "Message %s goes to the dead-letter queue: %s",
                  idOf(message), failure.toString());
              LOG.debug("Why the message cannot be handled", failure);
              return Uni.createFrom().completionStage(message.nack(failure));
            });
  }

  private static Uni<Void> handleWithPatience(Event event, Function<Event, Uni<Void>> handler) {
    return Uni.createFrom()
        .deferred(() -> handler.apply(event))
        .onFailure(failure -> !Transient.is(failure) && !(failure instanceof PoisonMessage))
        .retry()
        .withBackOff(FIRST_WAIT)
        .atMost(ATTEMPTS_AT_AN_UNEXPECTED_FAILURE)
        .onFailure(Transient::is)
        .invoke(e -> LOG.warnf("Event %s waits: %s", event.id(), e.toString()))
        .onFailure(Transient::is)
        .retry()
        .withBackOff(FIRST_WAIT, LONGEST_WAIT)
        .indefinitely();
  }

  private static Event parse(Message<?> message) {
    Map<String, Object> headers =
        message
            .getMetadata(IncomingRabbitMQMetadata.class)
            .map(IncomingRabbitMQMetadata::getHeaders)
            .orElse(Map.of());
    try {
      return new Event(
          UUID.fromString(header(headers, "id")),
          header(headers, "type"),
          header(headers, "subject"),
          Instant.parse(header(headers, "time")),
          text(message.getPayload()),
          traceparent(headers));
    } catch (RuntimeException e) {
      throw new PoisonMessage("not an event of ours", e);
    }
  }

  private static String header(Map<String, Object> headers, String name) {
    Object value = headers.get("cloudEvents:" + name);
    if (value == null) {
      throw new PoisonMessage("header cloudEvents:" + name + " is missing", null);
    }
    return value.toString();
  }

  private static String traceparent(Map<String, Object> headers) {
    Object value = headers.get(TraceParent.NAME);
    return value == null ? null : value.toString();
  }

  private static String text(Object payload) {
    return switch (payload) {
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      case JsonObject json -> json.encode();
      default -> payload.toString();
    };
  }

  private static Object idOf(Message<?> message) {
    return message
        .getMetadata(IncomingRabbitMQMetadata.class)
        .flatMap(IncomingRabbitMQMetadata::getMessageId)
        .orElse("without id");
  }
}
