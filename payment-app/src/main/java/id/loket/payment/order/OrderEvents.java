package id.loket.payment.order;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventReader;
import id.loket.kit.json.TolerantJson;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The queue {@code payment-app.orders}: orders to be billed, and those that are off. */
@ApplicationScoped
public class OrderEvents {
  private final EventReader reader;
  private final OrderInvoices invoices;
  private final TolerantJson json;

  OrderEvents(EventReader reader, OrderInvoices invoices, TolerantJson json) {
    this.reader = reader;
    this.invoices = invoices;
    this.json = json;
  }

  @Incoming("orders")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(Message<Event> message) {
    return reader.read(message, this::take);
  }

  private Uni<Void> take(Event event) {
    PlacedOrder order = order(event);
    return event.type().equals("order.cancelled") ? invoices.undo(order) : invoices.issue(order);
  }

  private PlacedOrder order(Event event) {
    return reader.data(event, PlacedOrder.class, PlacedOrder::isWhole);
  }
}
