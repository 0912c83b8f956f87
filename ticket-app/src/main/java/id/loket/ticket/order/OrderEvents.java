package id.loket.ticket.order;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventReader;
import id.loket.kit.postgres.Inbox;
import id.loket.kit.postgres.OutboxRelay;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * The queue {@code ticket-app.orders}: what the services that follow an order tell of their part.
 * Events may come in any order and more than once; the order ends the same.
 */
@ApplicationScoped
public class OrderEvents {
  private static final String CONSUMER = "ticket-app.orders";

  private final EventReader reader;
  private final Inbox inbox;
  private final Orders orders;
  private final OutboxRelay relay;

  OrderEvents(EventReader reader, Inbox inbox, Orders orders, OutboxRelay relay) {
    this.reader = reader;
    this.inbox = inbox;
    this.orders = orders;
    this.relay = relay;
  }

  /** What is needed of any of these events. */
  @RegisterForReflection // native: read with TolerantJson
  record Part(UUID orderId, String invoiceNumber, String paymentUrl, Instant expiresAt) {
    boolean isPayable() {
      return invoiceNumber != null && expiresAt != null;
    }

    Order.Bill bill() {
      return new Order.Bill(invoiceNumber, paymentUrl, expiresAt);
    }
  }

  @Incoming("orders")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(Message<Event> message) {
    return reader.read(message, this::take);
  }

  private Uni<Void> take(Event event) {
    Part part = part(event);
    if (part.orderId() == null) {
      return Uni.createFrom().voidItem(); // an invoice of a booking
    }
    AtomicReference<Runnable> afterwards = new AtomicReference<>(() -> {});
    return inbox
        .once(
            CONSUMER,
            event,
            transaction ->
                apply(transaction, event, part).invoke(afterwards::set).replaceWithVoid())
        .invoke(() -> afterwards.get().run())
        .invoke(relay::wake);
  }

  private Uni<Runnable> apply(SqlClient transaction, Event event, Part part) {
    UUID id = part.orderId();
    return switch (event.type()) {
      case "invoice.issued" ->
          orders
              .billed(transaction, id, part.bill())
              .call(() -> orders.done(transaction, id, Step.INVOICE, event.time()));
      case "invoice.paid" ->
          orders.paid(transaction, id, Optional.of(part).filter(Part::isPayable).map(Part::bill));
      case "invoice.failed" -> orders.paymentFailed(transaction, id);
      case "invoice.refunded" -> orders.refunded(transaction, id);
      case "fulfilment.completed" -> orders.done(transaction, id, Step.FULFILMENT, event.time());
      case "forecast.updated" -> orders.done(transaction, id, Step.FORECASTING, event.time());
      case "delivery.arranged" -> orders.done(transaction, id, Step.LOGISTIC, event.time());
      default -> Uni.createFrom().item(() -> {});
    };
  }

  private Part part(Event event) {
    return reader.data(event, Part.class, part -> !isInvoice(event, part) || part.isPayable());
  }

  private static boolean isInvoice(Event event, Part part) {
    return event.type().equals("invoice.issued") && part.orderId() != null;
  }
}
