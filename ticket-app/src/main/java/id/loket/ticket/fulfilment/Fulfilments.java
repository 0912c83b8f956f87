package id.loket.ticket.fulfilment;

import id.loket.kit.event.Event;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Outbox;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * Picks what was ordered from the shelf, once, and puts it back when the order is off: whichever it
 * hears of first.
 */
@Singleton
public class Fulfilments {
  private final FulfilmentStore store;
  private final Outbox outbox;
  private final TolerantJson json;

  Fulfilments(FulfilmentStore store, Outbox outbox, TolerantJson json) {
    this.store = store;
    this.outbox = outbox;
    this.json = json;
  }

  /** The data of {@code fulfilment.completed}. */
  @RegisterForReflection // native: written with TolerantJson, not by an endpoint
  record Completed(UUID orderId, UUID userId, String locale, List<PlacedOrder.Item> items) {}

  /** Picks an order's items and says so; one that is off already is left alone. */
  Uni<Void> pick(SqlClient transaction, PlacedOrder order) {
    return store
        .pick(transaction, order.id(), json.write(order.items()))
        .chain(first -> first ? tell(transaction, order) : Uni.createFrom().voidItem());
  }

  /** Puts an order's items back, unless they have left: what was delivered stays so. */
  Uni<Void> putBack(SqlClient transaction, PlacedOrder order) {
    return order.hasLeft()
        ? Uni.createFrom().voidItem()
        : store.putBack(transaction, order.id(), json.write(order.items()));
  }

  private Uni<Void> tell(SqlClient transaction, PlacedOrder order) {
    Completed data = new Completed(order.id(), order.userId(), order.locale(), order.items());
    return outbox.append(
        transaction, Event.now("fulfilment.completed", order.id().toString(), json.write(data)));
  }
}
