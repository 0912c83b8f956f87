package id.loket.ticket.fulfilment;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.UUID;

/** What was picked, in PostgreSQL. */
@Singleton
class FulfilmentStore {
  /** Notes items as picked; false when the order was heard of before. */
  Uni<Boolean> pick(SqlClient transaction, UUID orderId, String items) {
    return transaction
        .preparedQuery(
            """
            insert into fulfilment (order_id, status, items) values ($1, 'PICKED', $2)
            on conflict do nothing
            """)
        .execute(Tuple.of(orderId, items))
        .map(rows -> rows.rowCount() == 1);
  }

  Uni<Void> putBack(SqlClient transaction, UUID orderId, String items) {
    return transaction
        .preparedQuery(
            """
            insert into fulfilment (order_id, status, items) values ($1, 'RETURNED', $2)
            on conflict (order_id) do update set status = 'RETURNED', updated_at = now()
            """)
        .execute(Tuple.of(orderId, items))
        .replaceWithVoid();
  }
}
