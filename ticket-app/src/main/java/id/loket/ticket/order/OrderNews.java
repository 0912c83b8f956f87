package id.loket.ticket.order;

import id.loket.kit.event.Event;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Outbox;
import id.loket.ticket.inventory.StoreOwners;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is told of orders to whoever listens (ADR 0015). */
@Singleton
class OrderNews {
  private final Outbox outbox;
  private final TolerantJson json;
  private final OrderConfig config;
  private final StoreOwners owners;

  OrderNews(Outbox outbox, TolerantJson json, OrderConfig config, StoreOwners owners) {
    this.owners = owners;
    this.outbox = outbox;
    this.json = json;
    this.config = config;
  }

  /** Says that an order was placed, and whose the stores are that it asks. */
  Uni<Void> tellPlaced(SqlClient transaction, Order order) {
    Set<String> stores = order.lines().stream().map(Order.Line::store).collect(Collectors.toSet());
    return owners
        .of(transaction, stores)
        .map(
            found ->
                found.stream()
                    .map(each -> new OrderMessage.StoreOwner(each.store(), each.organiserId()))
                    .toList())
        .chain(found -> tell(transaction, "order.created", order, found, false));
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
    return tell(transaction, type, order, null, shipped);
  }

  private Uni<Void> tell(
      SqlClient transaction,
      String type,
      Order order,
      List<OrderMessage.StoreOwner> stores,
      boolean shipped) {
    Event event =
        Event.now(
            type,
            order.id().toString(),
            json.write(OrderMessage.of(order, stores, shipped, config.paymentWindow())));
    return outbox.append(
        transaction, order.traceparent() == null ? event : event.in(order.traceparent()));
  }
}
