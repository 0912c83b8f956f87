package id.loket.staging.retention;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Forgets in PostgreSQL. Each call does a little and says whether there may be more; what is to be
 * forgotten is found by indexes that hold nothing else.
 */
@Singleton
class RetentionStore {
  private static final int BATCHES = 100;
  private static final int ROWS = 5000;

  /** Marks batches that were handed over and are old: what the database lets nobody change. */
  Uni<Boolean> mark(SqlClient transaction, Duration keep) {
    return count(
            transaction,
            """
            update batch set forgotten_at = now(), sealed = ''
            where id in (
              select id from batch
              where status = 'CLOSED' and forgotten_at is null and exported
                and closed_at < now() - $1 * interval '1 millisecond'
              order by closed_at limit $2)
            """,
            Tuple.of(keep.toMillis(), BATCHES))
        .map(marked -> marked == BATCHES);
  }

  /** Removes some of what is in marked batches. */
  Uni<Boolean> empty(SqlClient transaction) {
    return transaction
        .preparedQuery(
            """
            select i.id from batch b join item i on i.batch_id = b.id
            where b.forgotten_at is not null limit $1
            """)
        .execute(Tuple.of(ROWS))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)))
        .call(items -> items.isEmpty() ? Uni.createFrom().voidItem() : remove(transaction, items))
        .map(items -> !items.isEmpty());
  }

  private static Uni<Void> remove(SqlClient transaction, List<UUID> items) {
    Tuple ids = Tuple.of(items.toArray(UUID[]::new));
    Uni<Void> removed = Uni.createFrom().voidItem();
    for (String table :
        List.of(
            "sealed_visit where visit_id",
            "photo where visit_id",
            "photo_missing where item_id",
            "later_void where item_id",
            "visit_void where item_id",
            "refused_item where replacement",
            "visit where id",
            "item where id")) {
      removed =
          removed.chain(
              () ->
                  count(transaction, "delete from " + table + " = any($1)", ids).replaceWithVoid());
    }
    return removed;
  }

  /** Removes marked batches that are empty, and whose late items are forgotten too. */
  Uni<Boolean> remove(SqlClient transaction) {
    return transaction
        .preparedQuery(
            """
            select b.id from batch b where b.forgotten_at is not null
              and not exists (select 1 from item i where i.batch_id = b.id)
              and not exists (select 1 from item i where i.claimed_batch = b.id)
            limit $1 for update
            """)
        .execute(Tuple.of(BATCHES))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)))
        .call(
            batches -> batches.isEmpty() ? Uni.createFrom().voidItem() : drop(transaction, batches))
        .map(batches -> !batches.isEmpty());
  }

  private static Uni<Void> drop(SqlClient transaction, List<UUID> batches) {
    Tuple ids = Tuple.of(batches.toArray(UUID[]::new));
    Uni<Void> dropped = Uni.createFrom().voidItem();
    for (String table :
        List.of(
            "exchange.void_receipt where batch",
            "exchange.result_void where batch",
            "exchange.receipt_money where batch",
            "exchange.result_receipt where batch",
            "exchange.result_money where batch",
            "exchange.result_visit where batch",
            "exchange.result where batch",
            "batch_change where batch_id",
            "batch where id")) {
      dropped =
          dropped.chain(
              () ->
                  count(transaction, "delete from " + table + " = any($1)", ids).replaceWithVoid());
    }
    return dropped;
  }

  /** Forgets where collectors were; that they were somewhere, and when, stays with its batch. */
  Uni<Boolean> forgetPlaces(SqlClient transaction, Duration keep) {
    return count(
            transaction,
            """
            update item set body = '', lat = null, lon = null
            where id in (
              select i.id from item i join batch b on b.id = i.batch_id
              where i.kind = 'POSITION' and i.body <> ''
                and i.received_at < now() - $1 * interval '1 millisecond'
                and b.status = 'CLOSED' and b.closed_at < now() - $1 * interval '1 millisecond'
              limit $2)
            """,
            Tuple.of(keep.toMillis(), ROWS))
        .map(forgotten -> forgotten == ROWS);
  }

  /** Removes the lines of a supply that was finished long ago. */
  Uni<Boolean> emptySupply(SqlClient transaction, Duration keep) {
    return count(
            transaction,
            """
            with old as (
              update exchange.supply set emptied = true
              where id = (
                select id from exchange.supply
                where finished and not emptied
                  and offered_at < now() - $1 * interval '1 millisecond'
                order by offered_at limit 1)
              returning id),
            gone as (
              delete from exchange.supply_line where supply in (select id from old))
            select 1 from old
            """,
            Tuple.of(keep.toMillis()))
        .map(emptied -> emptied > 0);
  }

  /** Removes heads of supplies, but for the last one: the core counts on from it. */
  Uni<Boolean> removeSupply(SqlClient transaction, Duration keep) {
    return transaction
        .preparedQuery(
            """
            select id from exchange.supply
            where finished and emptied and offered_at < now() - $1 * interval '1 millisecond'
              and id < (select max(id) from exchange.supply)
            order by id limit $2 for update
            """)
        .execute(Tuple.of(keep.toMillis(), ROWS))
        .map(rows -> Rows.list(rows, row -> row.getLong(0)))
        .call(
            supplies -> {
              Tuple ids = Tuple.of(supplies.toArray(Long[]::new));
              return supplies.isEmpty()
                  ? Uni.createFrom().voidItem()
                  : count(
                          transaction,
                          "delete from exchange.supply_progress where supply = any($1)",
                          ids)
                      .chain(
                          () ->
                              count(
                                  transaction,
                                  "delete from exchange.supply where id = any($1)",
                                  ids));
            })
        .map(supplies -> supplies.size() == ROWS);
  }

  /** Removes the visits of a result the core said long ago it took. */
  Uni<Boolean> emptyResult(SqlClient transaction, Duration keep) {
    return count(
            transaction,
            """
            with old as (
              update exchange.result set emptied = true
              where (batch, edition) = (
                select r.batch, r.edition from exchange.result r
                  join exchange.result_receipt t using (batch, edition)
                where not r.emptied and r.written_at < now() - $1 * interval '1 millisecond'
                  and t.taken_at < now() - $1 * interval '1 millisecond'
                order by r.written_at limit 1)
              returning batch, edition),
            gone as (
              delete from exchange.result_visit v using old
              where v.batch = old.batch and v.edition = old.edition)
            select 1 from old
            """,
            Tuple.of(keep.toMillis()))
        .map(emptied -> emptied > 0);
  }

  private static Uni<Integer> count(SqlClient transaction, String sql, Tuple parameters) {
    return transaction.preparedQuery(sql).execute(parameters).map(rows -> rows.rowCount());
  }
}
