package id.loket.kit.event;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.trace.Traces;
import io.opentelemetry.api.trace.SpanKind;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Has a channel's events handled: each in a trace that continues its own, several at the same time
 * (as many as the channel lets out), and tells the channel how each ended: acknowledged once
 * handled, else with the failure, by which the channel knows whether it waits or is given up
 * ({@link PoisonMessage}, {@link NotYet}, {@link Transient}).
 */
@Singleton
public class EventReader {
  private final BrokerConfig config;
  private final Traces traces;
  private final WorkUnderWay work;
  private final TolerantJson json;

  EventReader(BrokerConfig config, Traces traces, WorkUnderWay work, TolerantJson json) {
    this.config = config;
    this.traces = traces;
    this.work = work;
    this.json = json;
  }

  /**
   * Begins to handle an event.
   *
   * @return completes at once, so that the channel's next event may come; it is the channel that
   *     keeps events of one subject apart
   */
  public Uni<Void> read(Message<Event> message, Function<Event, Uni<Void>> handler) {
    work.doing(() -> handle(message.getPayload(), handler))
        .subscribe()
        .with(done -> message.ack(), message::nack);
    return Uni.createFrom().voidItem();
  }

  private Uni<Void> handle(Event event, Function<Event, Uni<Void>> handler) {
    return traces.continued(
        event.traceparent(),
        "process " + event.type(),
        SpanKind.CONSUMER,
        () ->
            Uni.createFrom()
                .deferred(() -> handler.apply(event))
                .ifNoItem()
                .after(config.handlingLimit())
                .fail());
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
}
