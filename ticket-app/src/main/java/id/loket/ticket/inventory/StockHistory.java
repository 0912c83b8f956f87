package id.loket.ticket.inventory;

import id.loket.kit.postgres.Lease;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Forgets what of stock's history has had its time (docs/retention.md): files with their errors and
 * objects, movements, which are summed up, and falls. One replica at a time, some rows at a time.
 */
@Singleton
class StockHistory {
  private static final String NAME = "stock-history";
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration LONGEST_RUN = Duration.ofMinutes(30);
  private static final int FILES_AT_ONCE = 100;
  private static final int ROWS_AT_ONCE = 5_000;

  private final Pool pool;
  private final StockHistoryStore store;
  private final StockFiles files;
  private final InventoryConfig config;
  private final Lease lease;
  private final Job job;

  StockHistory(
      Pool pool,
      StockHistoryStore store,
      StockFiles files,
      InventoryConfig config,
      Lease lease,
      Jobs jobs) {
    this.pool = pool;
    this.store = store;
    this.files = files;
    this.config = config;
    this.lease = lease;
    this.job =
        jobs.job(getClass(), "The history of stock is forgotten later", this::forget)
            .limit(LONGEST_RUN);
  }

  @Scheduled(every = "1h", delayed = "1m")
  Uni<Void> run() {
    return job.run();
  }

  private Uni<Void> forget() {
    return whileFound(this::forgetFiles)
        .chain(
            () ->
                whileFound(() -> store.sumUpMovements(pool, config.movementsKept(), ROWS_AT_ONCE)))
        .chain(() -> whileFound(() -> store.forgetFalls(pool, config.fallsKept(), ROWS_AT_ONCE)));
  }

  /** Goes on while there is something to forget, and no other replica does the same. */
  private Uni<Void> whileFound(Supplier<Uni<Integer>> some) {
    return lease
        .take(NAME, LEASE)
        .chain(mine -> mine ? some.get() : Uni.createFrom().item(0))
        .chain(count -> count == 0 ? Uni.createFrom().voidItem() : whileFound(some));
  }

  private Uni<Integer> forgetFiles() {
    return store
        .files(pool, config.filesKept(), FILES_AT_ONCE)
        .call(
            old ->
                Multi.createFrom()
                    .iterable(old)
                    .onItem()
                    .transformToUniAndConcatenate(this::forget)
                    .collect()
                    .last())
        .map(old -> old.size());
  }

  private Uni<Void> forget(StockHistoryStore.OldFile file) {
    return files
        .removeKept(file.key())
        .chain(
            () ->
                file.errorsKey() == null
                    ? Uni.createFrom().voidItem()
                    : files.removeKept(file.errorsKey()))
        .chain(() -> store.forget(pool, file.id()));
  }
}
