package id.loket.payment.order;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventReader;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The queue {@code payment-app.orders}: orders to be billed, and those that are off. */
@ApplicationScoped
public class OrderEvents {
  private final EventReader reader;
  private final WaitingOrders waiting;

  OrderEvents(EventReader reader, WaitingOrders waiting) {
    this.reader = reader;
    this.waiting = waiting;
  }

  @Incoming("orders")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(Message<Event> message) {
    return reader.read(message, this::take);
  }

  private Uni<Void> take(Event event) {
    PlacedOrder order = reader.data(event, PlacedOrder.class, PlacedOrder::isWhole);
    return waiting.handle(new OrderChange(event.type(), order, event.traceparent()));
  }
}
