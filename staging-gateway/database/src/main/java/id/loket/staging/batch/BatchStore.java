package id.loket.staging.batch;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Batches in PostgreSQL. */
@Singleton
class BatchStore {
  private static final String COLUMNS =
      "id, collector_id, day, number, status, opened_at, closed_at, seal";

  Uni<Optional<Batch>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery("select " + COLUMNS + " from batch where id = $1")
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, BatchStore::read));
  }

  Uni<Optional<Batch>> lock(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery("select " + COLUMNS + " from batch where id = $1 for update")
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, BatchStore::read));
  }

  Uni<Optional<Batch>> latest(SqlClient client, UUID collectorId) {
    return client
        .preparedQuery(
            "select "
                + COLUMNS
                + """
                 from batch where collector_id = $1
                order by status desc, opened_at desc limit 1
                """)
        .execute(Tuple.of(collectorId))
        .map(rows -> Rows.first(rows, BatchStore::read));
  }

  /** The collector's batches of a day, in their order. */
  Uni<List<Batch>> ofDay(SqlClient client, UUID collectorId, LocalDate day) {
    return client
        .preparedQuery(
            "select "
                + COLUMNS
                + " from batch where collector_id = $1 and day = $2 and forgotten_at is null"
                + " order by number limit 100")
        .execute(Tuple.of(collectorId, day))
        .map(rows -> Rows.list(rows, BatchStore::read));
  }

  /** Lets the device work in the collector's open batch, if there is one. */
  Uni<Optional<Batch>> handOver(SqlClient transaction, UUID collectorId, UUID deviceId) {
    return transaction
        .preparedQuery(
            "update batch set device_id = $2 where collector_id = $1 and status = 'OPEN' returning "
                + COLUMNS)
        .execute(Tuple.of(collectorId, deviceId))
        .map(rows -> Rows.first(rows, BatchStore::read));
  }

  /** Opens the collector's next batch of that day; what came too late for another moves in. */
  Uni<Batch> insert(
      SqlClient transaction, UUID id, UUID collectorId, UUID deviceId, LocalDate day) {
    return transaction
        .preparedQuery(
            """
            insert into batch (id, collector_id, device_id, day, number, status)
            select $1, $2, $3, $4, coalesce(max(number), 0) + 1, 'OPEN'
            from batch where collector_id = $2 and day = $4
            returning\s"""
                + COLUMNS)
        .execute(Tuple.of(id, collectorId, deviceId, day))
        .map(rows -> read(rows.iterator().next()))
        .call(
            () ->
                transaction
                    .preparedQuery(
                        """
                        update item set batch_id = $1 where collector_id = $2 and batch_id is null
                        """)
                    .execute(Tuple.of(id, collectorId)));
  }

  Uni<Boolean> isOf(SqlClient client, UUID batch, UUID deviceId) {
    return client
        .preparedQuery("select 1 from batch where id = $1 and device_id = $2")
        .execute(Tuple.of(batch, deviceId))
        .map(rows -> rows.size() > 0);
  }

  Uni<Boolean> isOpenOn(SqlClient client, UUID deviceId) {
    return client
        .preparedQuery(
            "select exists (select 1 from batch where device_id = $1 and status = 'OPEN')")
        .execute(Tuple.of(deviceId))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  Uni<Boolean> hasOpen(SqlClient client, UUID collectorId) {
    return client
        .preparedQuery(
            "select exists (select 1 from batch where collector_id = $1 and status = 'OPEN')")
        .execute(Tuple.of(collectorId))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /**
   * Collectors without an open batch, with items that have waited for one so long; and those who
   * were dismissed so long ago, with an open one.
   */
  Uni<List<UUID>> whoseItemsWait(SqlClient client, Duration since, int most) {
    return client
        .preparedQuery(
            """
            (select i.collector_id from item i where i.batch_id is null
              group by i.collector_id
              having min(i.received_at) < now() - $1 * interval '1 millisecond'
                and not exists (select 1 from batch b
                  where b.collector_id = i.collector_id and b.status = 'OPEN'))
            union
            (select c.id from collector c join batch b on b.collector_id = c.id
              where b.status = 'OPEN' and c.dismissed_at < now() - $1 * interval '1 millisecond')
            limit $2
            """)
        .execute(Tuple.of(since.toMillis(), most))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  /** Whoever opens a batch of that collector waits, as a login does. */
  Uni<Void> lockOf(SqlClient transaction, UUID collectorId) {
    return transaction
        .preparedQuery("select 1 from collector where id = $1 for no key update")
        .execute(Tuple.of(collectorId))
        .replaceWithVoid();
  }

  /** The device that sent the last of what waits for a batch; empty while one is open. */
  Uni<Optional<UUID>> deviceOfWaiting(SqlClient transaction, UUID collectorId) {
    return transaction
        .preparedQuery(
            """
            select device_id from item where collector_id = $1 and batch_id is null
              and not exists (select 1 from batch where collector_id = $1 and status = 'OPEN')
            order by received_at desc, id limit 1
            """)
        .execute(Tuple.of(collectorId))
        .map(rows -> Rows.first(rows, row -> row.getUUID(0)));
  }

  /** The open batch of a collector who was dismissed, locked until the transaction ends. */
  Uni<Optional<Batch>> lockOfDismissed(SqlClient transaction, UUID collectorId) {
    return transaction
        .preparedQuery(
            "select "
                + COLUMNS
                + " from batch where collector_id = $1 and status = 'OPEN' and exists ("
                + "select 1 from collector where id = $1 and dismissed_at is not null) for update")
        .execute(Tuple.of(collectorId))
        .map(rows -> Rows.first(rows, BatchStore::read));
  }

  /** Seals a batch with its report. */
  Uni<Void> close(SqlClient transaction, Batch closed, String report) {
    return transaction
        .preparedQuery(
            """
            update batch set status = 'CLOSED', closed_at = $2, sealed = $3, seal = $4,
              exported = false
            where id = $1
            """)
        .execute(Tuple.of(closed.id(), utc(closed.closedAt()), report, closed.seal()))
        .replaceWithVoid();
  }

  /** Whoever opens a batch of that collector waits, as a login does, for whoever does so now. */
  Uni<Void> lockCollector(SqlClient transaction, UUID batch) {
    return transaction
        .preparedQuery(
            """
            select 1 from collector c join batch b on b.collector_id = c.id
            where b.id = $1 for no key update of c
            """)
        .execute(Tuple.of(batch))
        .replaceWithVoid();
  }

  Uni<Void> reopen(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery(
            """
            update batch set status = 'OPEN', closed_at = null, sealed = null, seal = null
            where id = $1
            """)
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }

  Uni<Optional<String>> sealed(SqlClient client, UUID id) {
    return client
        .preparedQuery("select sealed from batch where id = $1 and sealed is not null")
        .execute(Tuple.of(id))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getString(0)));
  }

  /** Writes down who did what with a batch. */
  Uni<Void> note(SqlClient transaction, UUID id, String kind, String by, String reason) {
    return transaction
        .preparedQuery(
            "insert into batch_change (batch_id, kind, by, reason) values ($1, $2, $3, $4)")
        .execute(Tuple.of(id, kind, by, reason))
        .replaceWithVoid();
  }

  private static Batch read(Row row) {
    return new Batch(
        row.getUUID("id"),
        row.getUUID("collector_id"),
        row.getLocalDate("day"),
        row.getInteger("number"),
        BatchStatus.valueOf(row.getString("status")),
        instant(row, "opened_at"),
        instant(row, "closed_at"),
        row.getString("seal"));
  }
}
