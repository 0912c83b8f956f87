package id.loket.staging.exchange;

import static id.loket.kit.postgres.Timestamps.instant;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;

/** What could not be exchanged: put off, for longer each time, so that the rest goes on. */
@Singleton
class FailureStore {
  /** What is exchanged, one by one. */
  enum Kind {
    SUPPLY,
    RESULT,
    VOIDS
  }

  private static final int LONGEST_REASON = 500;

  /** Tries it again later: after 5, 10, 20 … seconds, and every ten minutes in the end. */
  Uni<Void> putOff(SqlClient client, Kind kind, String id, Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    return client
        .preparedQuery(
            """
            insert into exchange_failure (kind, id, attempts, due_at, reason)
            values ($1, $2, 1, now() + interval '5 seconds', $3)
            on conflict (kind, id) do update set attempts = exchange_failure.attempts + 1,
              due_at = now() + least(interval '10 minutes',
                interval '5 seconds' * power(2, least(exchange_failure.attempts, 10))),
              reason = excluded.reason
            """)
        .execute(
            Tuple.of(
                kind.name(),
                id,
                reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason))
        .replaceWithVoid();
  }

  /** Whether it was put off and is not due yet. */
  Uni<Boolean> isPutOff(SqlClient client, Kind kind, String id) {
    return client
        .preparedQuery(
            "select 1 from exchange_failure where kind = $1 and id = $2 and due_at > now()")
        .execute(Tuple.of(kind.name(), id))
        .map(rows -> rows.size() > 0);
  }

  /** All that is put off, what failed most often first. */
  Uni<List<Failure>> all(SqlClient client, int count) {
    return client
        .preparedQuery(
            """
            select kind, id, attempts, due_at, reason from exchange_failure
            order by attempts desc, kind, id limit $1
            """)
        .execute(Tuple.of(count))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Failure(
                            row.getString("kind"),
                            row.getString("id"),
                            row.getInteger("attempts"),
                            instant(row, "due_at"),
                            row.getString("reason"))));
  }

  /** It went well after all. */
  Uni<Void> forget(SqlClient client, Kind kind, String id) {
    return client
        .preparedQuery("delete from exchange_failure where kind = $1 and id = $2")
        .execute(Tuple.of(kind.name(), id))
        .replaceWithVoid();
  }
}
