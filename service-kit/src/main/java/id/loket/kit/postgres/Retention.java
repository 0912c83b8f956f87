package id.loket.kit.postgres;

import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * Forgets rows whose life is over, in small batches, one replica at a time. A table that cannot be
 * cleaned now keeps no other from it.
 */
@Singleton
public class Retention {
  private static final String NAME = "kit-retention";
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Pool pool;
  private final Lease lease;
  private final List<RowLife> lives;
  private final RetentionConfig config;
  private final WorkUnderWay work;
  private final Sweep<RowLife> sweep;

  Retention(
      Pool pool,
      Lease lease,
      @All List<RowLife> lives,
      RetentionConfig config,
      WorkUnderWay work,
      Jobs jobs) {
    this.pool = pool;
    this.lease = lease;
    this.lives = lives;
    this.config = config;
    this.work = work;
    this.sweep =
        jobs.sweep("tables-to-clean", Retention.class, this::mine, this::forgetAll)
            .atOnce(1)
            .limit(LONGEST);
  }

  @Scheduled(
      every = "${loket.retention.every:10m}",
      delayed = "5m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> clean() {
    return sweep.run();
  }

  List<String> tables() {
    return lives.stream().map(RowLife::table).toList();
  }

  private Uni<List<RowLife>> mine() {
    return lease.take(NAME, config.lease()).map(mine -> mine ? lives : List.of());
  }

  private Uni<Void> forgetAll(RowLife life) {
    return lease
        .keep(NAME, config.lease())
        .chain(mine -> mine ? forgetSome(life) : Uni.createFrom().item(0L))
        .chain(
            count ->
                count < config.batch() || work.isEnding()
                    ? Uni.createFrom().voidItem()
                    : forgetAll(life));
  }

  private Uni<Long> forgetSome(RowLife life) {
    return pool.preparedQuery(life.forget())
        .execute(Tuple.of(life.keep().toSeconds(), config.batch()))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  @Produces
  @Singleton
  static RowLife inbox(RetentionConfig config) {
    return RowLife.of("inbox", "received_at", config.inbox());
  }

  @Produces
  @Singleton
  static RowLife idempotencyKeys(RetentionConfig config) {
    return RowLife.of("idempotency_key", "created_at", config.idempotencyKeys());
  }
}
