package id.loket.client.delivery;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventReader;
import id.loket.kit.postgres.Inbox;
import id.loket.kit.postgres.OutboxRelay;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The queue {@code client-app.deliveries}: orders that are billed, picked, paid, or off. */
@ApplicationScoped
public class DeliveryEvents {
  private static final String CONSUMER = "client-app.deliveries";

  private final EventReader reader;
  private final Inbox inbox;
  private final Deliveries deliveries;
  private final OutboxRelay relay;

  DeliveryEvents(EventReader reader, Inbox inbox, Deliveries deliveries, OutboxRelay relay) {
    this.reader = reader;
    this.inbox = inbox;
    this.deliveries = deliveries;
    this.relay = relay;
  }

  @Incoming("deliveries")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(Message<Event> message) {
    return reader.read(message, this::take);
  }

  private Uni<Void> take(Event event) {
    OrderMessage order = order(event);
    if (order.order() == null) {
      return Uni.createFrom().voidItem(); // the invoice of a booking
    }
    return inbox
        .once(CONSUMER, event, transaction -> apply(transaction, event.type(), order))
        .invoke(relay::wake);
  }

  private Uni<Void> apply(SqlClient transaction, String type, OrderMessage order) {
    return switch (type) {
      case "fulfilment.completed" -> deliveries.take(transaction, order, Fact.COMPLETED);
      case "invoice.issued" -> deliveries.take(transaction, order, Fact.BILLED);
      case "order.paid" -> deliveries.take(transaction, order, Fact.PAID);
      case "order.cancelled" ->
          order.hasLeft()
              ? Uni.createFrom().voidItem()
              : deliveries.take(transaction, order, Fact.CANCELLED);
      default -> Uni.createFrom().voidItem();
    };
  }

  private OrderMessage order(Event event) {
    return reader.data(
        event,
        OrderMessage.class,
        order ->
            event.type().equals("invoice.issued")
                ? order.orderId() == null || order.isBill()
                : order.isOrder());
  }
}
