package id.loket.kit.postgres;

import id.loket.kit.event.Event;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;

/**
 * Events that leave with the transaction they are written in: published if it commits, never
 * otherwise (I4). Write them after the row they tell of is locked or written, so that the events of
 * one subject keep the order of its changes.
 */
@Singleton
public class Outbox {
  private static final String INSERT =
      "insert into outbox (id, type, subject, time, data, traceparent)"
          + " values ($1, $2, $3, $4, $5, $6)";

  /** Writes an event in the caller's transaction. */
  public Uni<Void> append(SqlClient transaction, Event event) {
    return transaction
        .preparedQuery(INSERT)
        .execute(
            Tuple.of(
                event.id(),
                event.type(),
                event.subject(),
                event.time().atOffset(ZoneOffset.UTC),
                event.data(),
                event.traceparent()))
        .replaceWithVoid();
  }
}
