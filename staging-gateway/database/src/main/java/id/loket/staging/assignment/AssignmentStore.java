package id.loket.staging.assignment;

import id.loket.kit.money.Money;
import id.loket.kit.postgres.ClusterIdentity;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Assignments and their change feed in PostgreSQL. */
@Singleton
class AssignmentStore {
  /**
   * How far the feed may be read.
   *
   * @param horizon tombstones up to this transaction are gone
   * @param settled every transaction before this one has ended
   * @param readable whether the transactions in rows are of this cluster
   */
  record Horizon(UUID edition, long horizon, long settled, boolean readable) {}

  /** A row of the feed. */
  record Entry(long transaction, ChangePage.Change change) {}

  Uni<Horizon> horizon(SqlClient client) {
    return client
        .query(
            """
            select edition, transaction::text::bigint as horizon,
              pg_snapshot_xmin(pg_current_snapshot())::text::bigint as settled,
            """
                + ClusterIdentity.IS_SAME
                + " as readable from change_horizon")
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Horizon(
                  row.getUUID("edition"),
                  row.getLong("horizon"),
                  row.getLong("settled"),
                  row.getBoolean("readable"));
            });
  }

  /**
   * What transactions before that one changed for that collector, behind the token.
   *
   * @param before what settled transactions are for a delta; beyond all for a full pull, which says
   *     that it is everything: what comes twice does no harm
   */
  Uni<List<Entry>> changes(
      SqlClient client, String collector, SyncToken after, long before, int count) {
    return client
        .preparedQuery(
            """
            select c.transaction::text::bigint as transaction, c.assignment_id, c.deleted,
              a.priority, a.day, k.core_ref, k.outstanding, k.currency, k.due_date, p.name,
              p.phone, p.address, p.lat, p.lon
            from change c
              join assignment a on a.id = c.assignment_id
              join contract k on k.id = a.contract_id
              join customer p on p.id = k.customer_id
            where c.collector = $1
              and (c.transaction, c.assignment_id) > ($2::bigint::text::xid8, $3)
              and c.transaction < $4::bigint::text::xid8
              and (not c.deleted or c.transaction >= $5::bigint::text::xid8)
            order by c.transaction, c.assignment_id limit $6
            """)
        .execute(
            Tuple.tuple()
                .addString(collector)
                .addLong(after.transaction())
                .addUUID(after.id())
                .addLong(before)
                .addLong(after.fullSince())
                .addInteger(count))
        .map(rows -> Rows.list(rows, AssignmentStore::read));
  }

  private static Entry read(Row row) {
    UUID id = row.getUUID("assignment_id");
    boolean deleted = row.getBoolean("deleted");
    return new Entry(
        row.getLong("transaction"),
        new ChangePage.Change(id, deleted, deleted ? null : assignment(row, id)));
  }

  private static Assignment assignment(Row row, UUID id) {
    Double lat = row.getDouble("lat");
    Double lon = row.getDouble("lon");
    return new Assignment(
        id,
        row.getString("core_ref"),
        row.getInteger("priority"),
        row.getLocalDate("day"),
        new Assignment.Customer(
            row.getString("name"),
            row.getString("phone"),
            row.getString("address"),
            lat == null || lon == null ? null : new Assignment.Location(lat, lon)),
        new Money(row.getLong("outstanding"), row.getString("currency")),
        row.getLocalDate("due_date"));
  }
}
