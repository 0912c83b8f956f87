package id.loket.ticket.fulfilment;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventReader;
import id.loket.kit.postgres.Inbox;
import id.loket.kit.postgres.OutboxRelay;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The queue {@code ticket-app.fulfilment}: orders whose items are to be picked, or put back. */
@ApplicationScoped
public class FulfilmentEvents {
  private static final String CONSUMER = "ticket-app.fulfilment";

  private final EventReader reader;
  private final Inbox inbox;
  private final Fulfilments fulfilments;
  private final OutboxRelay relay;

  FulfilmentEvents(EventReader reader, Inbox inbox, Fulfilments fulfilments, OutboxRelay relay) {
    this.reader = reader;
    this.inbox = inbox;
    this.fulfilments = fulfilments;
    this.relay = relay;
  }

  @Incoming("fulfilment")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(Message<Event> message) {
    return reader.read(message, this::take);
  }

  private Uni<Void> take(Event event) {
    PlacedOrder order = order(event);
    return inbox
        .once(
            CONSUMER,
            event,
            transaction ->
                event.type().equals("order.cancelled")
                    ? fulfilments.putBack(transaction, order)
                    : fulfilments.pick(transaction, order))
        .invoke(relay::wake);
  }

  private PlacedOrder order(Event event) {
    return reader.data(
        event,
        PlacedOrder.class,
        order -> order.id() != null && order.userId() != null && order.items() != null);
  }
}
