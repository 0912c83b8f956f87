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
import java.util.stream.Stream;

/**
 * Forgets what has had its life, in small batches, one replica at a time. What cannot be forgotten
 * now keeps nothing else from it.
 */
@Singleton
public class Retention {
  private static final String NAME = "kit-retention";
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Pool pool;
  private final Lease lease;
  private final List<Forgetting> all;
  private final RetentionConfig config;
  private final WorkUnderWay work;
  private final Sweep<Forgetting> sweep;

  Retention(
      Pool pool,
      Lease lease,
      @All List<RowLife> rows,
      @All List<Forgetting> others,
      RetentionConfig config,
      WorkUnderWay work,
      Jobs jobs) {
    this.pool = pool;
    this.lease = lease;
    this.all = Stream.concat(rows.stream().map(this::ofRows), others.stream()).toList();
    this.config = config;
    this.work = work;
    this.sweep =
        jobs.sweep("to-forget", Retention.class, this::mine, this::forgetAll)
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
    return all.stream().map(Forgetting::what).toList();
  }

  private Uni<List<Forgetting>> mine() {
    return lease.take(NAME, config.lease()).map(mine -> mine ? all : List.of());
  }

  private Uni<Void> forgetAll(Forgetting forgetting) {
    return lease
        .keep(NAME, config.lease())
        .chain(mine -> mine ? forgetting.some().apply(config.batch()) : no())
        .chain(
            more -> more && !work.isEnding() ? forgetAll(forgetting) : Uni.createFrom().voidItem());
  }

  private static Uni<Boolean> no() {
    return Uni.createFrom().item(false);
  }

  private Forgetting ofRows(RowLife life) {
    return new Forgetting(
        life.table(),
        most ->
            pool.preparedQuery(life.forget())
                .execute(Tuple.of(life.keep().toSeconds(), most))
                .map(rows -> rows.iterator().next().getLong(0) >= most));
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

  /** Whose time is over says each row itself: the database lets nothing else be deleted. */
  @Produces
  @Singleton
  static RowLife audit() {
    return RowLife.of("audit", "keep_until", Duration.ZERO);
  }
}
