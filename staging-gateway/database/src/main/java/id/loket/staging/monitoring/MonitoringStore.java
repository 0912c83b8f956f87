package id.loket.staging.monitoring;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.money.Money;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What PostgreSQL says of collectors' work now. */
@Singleton
class MonitoringStore {
  /** Who synced, in the order of transactions: up to where it can be read. */
  record Synced(UUID device, UUID collector, long transaction) {}

  /**
   * A collector is shown by looking up what is theirs, one by one: each part has a limit, so that
   * nobody joins all there is.
   */
  static final String STATUS =
      """
            select c.id, c.name, d.id as device, d.status, s.last_sync_at, b.id as batch, b.day,
              b.number, b.opened_at, s.missing, v.visits, v.visited, a.assignments, m.currency, m.amount,
              p.lat, p.lon, p.recorded_at
            from page c
              left join lateral (select id, status from device
                where collector_id = c.id and status = 'ACTIVE' limit 1) d on true
              cross join lateral (select max(last_sync_at) as last_sync_at,
                  coalesce(sum(greatest(highest - items, 0)), 0)::bigint as missing
                from device where collector_id = c.id) s
              left join lateral (select id, day, number, opened_at from batch
                where collector_id = c.id and status = 'OPEN' limit 1) b on true
              cross join lateral (select count(*) as visits,
                  count(distinct v.assignment_id) filter (where exists (
                    select 1 from assignment w where w.id = v.assignment_id
                      and w.collector = c.email and not w.withdrawn)) as visited
                from item i join visit v on v.id = i.id
                where i.batch_id = b.id and not exists (select 1 from visit_void x
                  where x.visit_id = v.id and x.collector_id = v.collector_id)) v
              cross join lateral (select count(*) as assignments from change h
                where h.collector = c.email and not h.deleted) a
              left join lateral (select v.receipt_currency as currency,
                  sum(v.receipt_amount)::bigint as amount
                from item i join visit v on v.id = i.id
                where i.batch_id = b.id and v.receipt_number is not null
                  and not exists (select 1 from visit_void x
                    where x.visit_id = v.id and x.collector_id = v.collector_id)
                group by 1) m on true
              left join lateral (select lat, lon, recorded_at from item
                where collector_id = c.id and kind = 'POSITION' and c.trail_consent
                order by recorded_at desc limit 1) p on true
            order by c.id, m.currency
            """;

  static final String SYNCED =
      """
      select id, collector_id, synced_in::text::bigint as synced_in from device
      where (synced_in, id) > ($1::bigint::text::xid8, $2)
        and synced_in < $3::bigint::text::xid8
      order by synced_in, id limit $4
      """;

  /** Collectors behind that one. */
  Uni<List<CollectorStatus>> collectors(SqlClient client, UUID after, int count) {
    return client
        .preparedQuery(
            "with page as (select * from collector where id > $1 order by id limit $2)" + STATUS)
        .execute(Tuple.of(after, count))
        .map(MonitoringStore::statuses);
  }

  /** Those collectors. */
  Uni<List<CollectorStatus>> collectors(SqlClient client, List<UUID> ids) {
    return client
        .preparedQuery("with page as (select * from collector where id = any($1))" + STATUS)
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .map(MonitoringStore::statuses);
  }

  private static List<CollectorStatus> statuses(RowSet<Row> rows) {
    List<CollectorStatus> found = new ArrayList<>();
    rows.forEach(row -> add(row, found));
    return found;
  }

  /** Every transaction before this one has ended. */
  Uni<Long> settled(SqlClient client) {
    return client
        .query("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Devices that synced behind that one, in transactions that have ended. */
  Uni<List<Synced>> synced(
      SqlClient client, long transaction, UUID device, long settled, int count) {
    return client
        .preparedQuery(SYNCED)
        .execute(Tuple.of(transaction, device, settled, count))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Synced(
                            row.getUUID("id"),
                            row.getUUID("collector_id"),
                            row.getLong("synced_in"))));
  }

  /** A row per currency: further ones of the same collector add to what they received. */
  private static void add(Row row, List<CollectorStatus> found) {
    UUID id = row.getUUID("id");
    Money money =
        row.getString("currency") == null
            ? null
            : new Money(row.getLong("amount"), row.getString("currency"));
    if (!found.isEmpty() && found.getLast().id().equals(id)) {
      found.getLast().received().add(money);
      return;
    }
    List<Money> received = new ArrayList<>();
    if (money != null) {
      received.add(money);
    }
    UUID batch = row.getUUID("batch");
    Double lat = row.getDouble("lat");
    found.add(
        new CollectorStatus(
            id,
            row.getString("name"),
            row.getUUID("device"),
            row.getString("status"),
            instant(row, "last_sync_at"),
            batch == null
                ? null
                : new CollectorStatus.OpenBatch(
                    batch,
                    row.getLocalDate("day"),
                    row.getInteger("number"),
                    instant(row, "opened_at")),
            row.getLong("assignments").intValue(),
            row.getLong("visited").intValue(),
            row.getLong("visits").intValue(),
            row.getLong("missing"),
            received,
            lat == null
                ? null
                : new CollectorStatus.SeenAt(
                    lat, row.getDouble("lon"), instant(row, "recorded_at"))));
  }

  /** Where a collector who agreed to it was, in the order of the device's clock. */
  Uni<List<CollectorStatus.SeenAt>> trail(
      SqlClient client, UUID collector, Instant from, Instant to, int count) {
    return client
        .preparedQuery(
            """
            select lat, lon, recorded_at from item
            where collector_id = $1 and kind = 'POSITION' and recorded_at >= $2
              and recorded_at < $3
              and (select trail_consent from collector where id = $1)
            order by recorded_at limit $4
            """)
        .execute(Tuple.of(collector, utc(from), utc(to), count))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new CollectorStatus.SeenAt(
                            row.getDouble("lat"),
                            row.getDouble("lon"),
                            instant(row, "recorded_at"))));
  }
}
