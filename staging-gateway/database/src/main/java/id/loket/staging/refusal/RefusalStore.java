package id.loket.staging.refusal;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Refused items in PostgreSQL; sync writes them. */
@Singleton
class RefusalStore {
  /**
   * A better item under the same id settles by itself: an item that was refused is not stored, so
   * its id is free until one is. It is looked up here, so that pushes need not look for refusals.
   */
  private static final String SELECT =
      """
      select r.refusal, r.collector_id, c.name, r.device_id, r.id, r.sequence, r.problem, r.body,
        r.received_at, coalesce(r.settled_at, i.received_at) as settled_at,
        coalesce(r.settled_by, 'device:' || i.device_id) as settled_by, r.settled_for,
        coalesce(r.replacement, i.id) as replacement
      from refused_item r join collector c on c.id = r.collector_id
        left join item i on i.collector_id = r.collector_id and i.id = case
          when r.problem <> 'id-reused' and r.settled_at is null
            and r.id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then r.id::uuid end
      """;

  /**
   * Refusals behind that one, the oldest first.
   *
   * @param collectorId null for everybody's
   * @param settled null for both
   */
  Uni<List<Refusal>> list(
      SqlClient client, UUID collectorId, Boolean settled, Cursor after, int count) {
    return client
        .preparedQuery(
            SELECT
                + """
                where ($1::uuid is null or r.collector_id = $1)
                  and ($2::boolean is null
                    or (r.settled_at is not null or i.id is not null) = $2)
                  and (r.received_at, r.refusal) > ($3, $4)
                order by r.received_at, r.refusal limit $5
                """)
        .execute(Tuple.of(collectorId, settled, utc(after.at()), after.id(), count))
        .map(rows -> Rows.list(rows, RefusalStore::read));
  }

  Uni<Optional<Refusal>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery(SELECT + "where r.refusal = $1")
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, RefusalStore::read));
  }

  /** Settles one that is not settled; else nothing changes. */
  Uni<Void> settle(SqlClient client, UUID id, SettleRefusal how) {
    return client
        .preparedQuery(
            """
            update refused_item
            set settled_at = now(), settled_by = $2, settled_for = $3, replacement = $4
            where refusal = $1 and settled_at is null
            """)
        .execute(Tuple.of(id, how.by(), how.reason(), how.replacement()))
        .replaceWithVoid();
  }

  /** Whether an item of that collector is stored under that id. */
  Uni<Boolean> isStored(SqlClient client, UUID collectorId, UUID item) {
    return client
        .preparedQuery("select 1 from item where id = $1 and collector_id = $2")
        .execute(Tuple.of(item, collectorId))
        .map(rows -> rows.size() > 0);
  }

  private static Refusal read(Row row) {
    return new Refusal(
        row.getUUID("refusal"),
        row.getUUID("collector_id"),
        row.getString("name"),
        row.getUUID("device_id"),
        row.getString("id"),
        row.getLong("sequence"),
        row.getString("problem"),
        row.getString("body"),
        instant(row, "received_at"),
        instant(row, "settled_at") == null
            ? null
            : new Refusal.Settlement(
                instant(row, "settled_at"),
                row.getString("settled_by"),
                row.getString("settled_for"),
                row.getUUID("replacement")));
  }
}
