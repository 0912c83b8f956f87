package id.loket.report.analytics;

import id.loket.kit.shutdown.WorkUnderWay;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Up to where changes can be taken without missing one: the first transaction that may still be
 * under way. What those before it changed can be read, and none of them changes anything any more.
 * PostgreSQL counts transactions for all of its databases together, so that any of them, Loket's or
 * not, keeps what was changed after its begin from being taken.
 */
@Singleton
class Horizon {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final String SEEN =
      """
      with seen as materialized (
        select pg_snapshot_xmin(snapshot) as first, pg_snapshot_xmax(snapshot) as next
        from pg_current_snapshot() as snapshot)
      select first::text::bigint as first, next::text::bigint as next,
        exists (
          select 1 from report
          where changed_in >= first and changed_in < coalesce($1::text::xid8, next)) as hidden
      from seen
      """;

  private final Pool pool;
  private final WorkUnderWay work;
  private final AnalyticsConfig config;

  Horizon(Pool pool, WorkUnderWay work, AnalyticsConfig config) {
    this.pool = pool;
    this.work = work;
    this.config = config;
  }

  /**
   * The horizon, once it lies behind every change that was committed before this was asked; where
   * it is then, when a transaction lasts for longer than {@link AnalyticsConfig#settling}.
   */
  Uni<Long> ofAllCommitted() {
    return see(null)
        .chain(
            seen ->
                seen.hidden
                    ? waitFor(seen.next).map(Seen::first)
                    : Uni.createFrom().item(seen.first));
  }

  private Uni<Seen> waitFor(long next) {
    long end = System.nanoTime() + config.settling().toNanos();
    return Multi.createBy()
        .repeating()
        .uni(() -> see(next))
        .withDelay(PAUSE)
        .whilst(seen -> seen.hidden && System.nanoTime() < end && !work.isEnding())
        .collect()
        .last();
  }

  /**
   * A look at the transactions.
   *
   * @param first the first that may be under way
   * @param next the first that has not begun
   * @param hidden whether there are changes between the two that are committed
   */
  private record Seen(long first, long next, boolean hidden) {}

  private Uni<Seen> see(Long next) {
    return pool.preparedQuery(SEEN)
        .execute(Tuple.of(next == null ? null : Long.toString(next)))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Seen(row.getLong("first"), row.getLong("next"), row.getBoolean("hidden"));
            });
  }
}
