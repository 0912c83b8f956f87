package id.loket.kit.postgres;

import id.loket.kit.event.Event;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** Takes every event in once: its id is remembered in the transaction of its effect. */
@Singleton
public class Inbox {
  private final Pool pool;

  Inbox(Pool pool) {
    this.pool = pool;
  }

  /**
   * Runs the effect in a transaction, unless this consumer took the event in before.
   *
   * @return what came of the effect; null when it was not run
   */
  public <T> Uni<T> once(String consumer, Event event, Function<SqlConnection, Uni<T>> effect) {
    return pool.withTransaction(
        transaction ->
            firstSight(transaction, consumer, event.id().toString())
                .chain(first -> first ? effect.apply(transaction) : Uni.createFrom().nullItem()));
  }

  /** Remembers an id in the caller's transaction; false when it was remembered before. */
  public Uni<Boolean> firstSight(SqlClient transaction, String consumer, String eventId) {
    return transaction
        .preparedQuery(
            "insert into inbox (consumer, event_id) values ($1, $2) on conflict do nothing")
        .execute(Tuple.of(consumer, eventId))
        .map(rows -> rows.rowCount() == 1);
  }
}
