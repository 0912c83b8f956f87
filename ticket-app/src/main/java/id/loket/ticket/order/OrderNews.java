package id.loket.ticket.order;

import id.loket.kit.event.Event;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;

/** What is told of orders to whoever listens (ADR 0015). */
@Singleton
class OrderNews {
  private final Outbox outbox;
  private final TolerantJson json;
  private final OrderConfig config;

  OrderNews(Outbox outbox, TolerantJson json, OrderConfig config) {
    this.outbox = outbox;
    this.json = json;
    this.config = config;
  }

  /** Says what has become of an order, in the transaction that has made it so. */
  Uni<Void> tell(SqlClient transaction, String type, Order order) {
    return tell(transaction, type, order, false);
  }

  /**
   * Says it.
   *
   * @param shipped whether an order that is off had left before
   */
  Uni<Void> tell(SqlClient transaction, String type, Order order, boolean shipped) {
    Event event =
        Event.now(
            type,
            order.id().toString(),
            json.write(OrderMessage.of(order, shipped, config.paymentWindow())));
    return outbox.append(
        transaction, order.traceparent() == null ? event : event.in(order.traceparent()));
  }
}
