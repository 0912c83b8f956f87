package id.loket.report.analytics;

import id.loket.kit.postgres.KeepsTransactionIds;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Writes reports again without changing what they say, so that they are taken over again: those of
 * a category whose code became another, and all whose transaction ids are another cluster's. A part
 * at a time, each in a transaction of its own; what somebody is changing meanwhile is not waited
 * for but looked at again.
 */
@Singleton
class Renewal implements KeepsTransactionIds {
  private static final Logger LOG = Logger.getLogger(Renewal.class);
  private static final int PART = 2000;
  private static final int MOST_PASSES = 20;
  private static final UUID BEFORE_ANY = new UUID(0, 0);

  /** A transaction that has not begun: no row can carry it, nor a later one. */
  private static final String FOREIGN =
      "r.changed_in >= pg_snapshot_xmax(pg_current_snapshot()) and $2::uuid is null";

  private static final String RENAMED =
      """
      r.category_id = $2 and r.changed_in < (
        select changed_in from etl_renaming where category_id = $2)
      """;

  private final Pool pool;

  Renewal(Pool pool) {
    this.pool = pool;
  }

  /**
   * After a restore into another cluster: what was taken is told by ids that mean nothing here, so
   * the next run takes all anew, and first numbers those that lie ahead of this cluster's, in parts
   * that keep nobody waiting.
   */
  @Override
  public Uni<Void> renumber(SqlConnection transaction) {
    return transaction.query(EtlStore.DISCARD).execute().replaceWithVoid();
  }

  /**
   * Whether reports carry transaction ids of another cluster: the database was copied into this one
   * by a logical restore, which keeps what columns say and begins to count anew.
   */
  Uni<Boolean> isRestored() {
    return pool.query(
            """
            select exists (
              select 1 from report where changed_in >= pg_snapshot_xmax(pg_current_snapshot()))
            """)
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** Gives all reports that carry another cluster's ids ids of this one. */
  Uni<Void> ofRestored(Uni<Void> sign) {
    LOG.warn(
        "The database was restored into another cluster: its reports are numbered and taken anew");
    return passes(FOREIGN, null, sign);
  }

  /** Takes note of categories that are new; call it before any of their reports are taken. */
  Uni<Void> note() {
    return pool.query(
            """
            insert into etl_category (category_id, code) select id, code from category
            on conflict do nothing
            """)
        .execute()
        .replaceWithVoid();
  }

  /** Lets reports of categories be taken again that have another code than their documents. */
  Uni<Void> ofRenamed(Uni<Void> sign) {
    return pool.query(
            """
            select c.id, c.code from category c join etl_category e on e.category_id = c.id
            where e.code <> c.code
            """)
        .execute()
        .chain(
            rows ->
                Multi.createFrom()
                    .iterable(Rows.list(rows, row -> row))
                    .onItem()
                    .transformToUniAndConcatenate(row -> renamed(row, sign))
                    .collect()
                    .asList())
        .replaceWithVoid();
  }

  private Uni<Void> renamed(Row category, Uni<Void> sign) {
    UUID id = category.getUUID("id");
    String code = category.getString("code");
    LOG.infof("Category %s has another code: its reports are taken again", code);
    return pool.preparedQuery(
            """
            insert into etl_renaming (category_id, code) values ($1, $2)
            on conflict (category_id) do update
            set code = excluded.code, changed_in = pg_current_xact_id()
            where etl_renaming.code <> excluded.code
            """)
        .execute(Tuple.of(id, code))
        .chain(() -> passes(RENAMED, id, sign))
        .chain(
            () ->
                pool.preparedQuery(
                        """
                        with done as (delete from etl_renaming where category_id = $1)
                        update etl_category set code = $2 where category_id = $1
                        """)
                    .execute(Tuple.of(id, code)))
        .replaceWithVoid();
  }

  private static final class Walk {
    private UUID after = BEFORE_ANY;
    private int passes;
    private boolean skipped;
  }

  private Uni<Void> passes(String which, UUID category, Uni<Void> sign) {
    return Multi.createBy()
        .repeating()
        .uni(Walk::new, walk -> sign.chain(() -> part(walk, which, category)))
        .whilst(more -> more)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Whether there is more to do. */
  private Uni<Boolean> part(Walk walk, String which, UUID category) {
    return pool.preparedQuery(
            """
            with part as materialized (select id from report where id > $1 order by id limit %d),
            wanted as materialized (
              select r.id from report r join part on part.id = r.id where %s),
            free as materialized (
              select r.id from report r join wanted on wanted.id = r.id
              order by r.id for no key update of r skip locked),
            done as (
              update report as r set updated_at = r.updated_at from free where r.id = free.id
              returning 1)
            select (select id from part order by id desc limit 1) as last,
              (select count(*) from wanted) > (select count(*) from done) as skipped
            """
                .formatted(PART, which))
        .execute(Tuple.of(walk.after, category))
        .map(rows -> next(walk, rows.iterator().next()));
  }

  private static boolean next(Walk walk, Row row) {
    walk.skipped |= row.getBoolean("skipped");
    walk.after = row.getUUID("last");
    if (walk.after != null) {
      return true;
    }
    if (!walk.skipped) {
      return false;
    }
    walk.passes++;
    if (walk.passes == MOST_PASSES) {
      throw new IllegalStateException("reports that are to be taken again stay locked");
    }
    walk.after = BEFORE_ANY;
    walk.skipped = false;
    return true;
  }
}
