package id.loket.staging.exchange;

import id.loket.kit.postgres.Lease;
import id.loket.kit.shutdown.WorkUnderWay;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes what the core supplies and hands it what was closed. One replica at a time; each step is a
 * transaction that also says how far it got, so a run that ends anywhere is simply gone on with.
 */
@Singleton
public class Exchange {
  private static final Logger LOG = Logger.getLogger(Exchange.class);
  private static final String LEASE = "core-exchange";
  private static final int MOST_SHOWN = 50;
  private static final int MOST_STEPS = 200;

  private final Pool pool;
  private final ExchangeStore store;
  private final Lease lease;
  private final WorkUnderWay work;
  private final ExchangeConfig config;

  Exchange(Pool pool, ExchangeStore store, Lease lease, WorkUnderWay work, ExchangeConfig config) {
    this.pool = pool;
    this.store = store;
    this.lease = lease;
    this.work = work;
    this.config = config;
  }

  /** What was exchanged lately, with both sides' totals. */
  public Uni<Reconciliation> reconciliation() {
    return store
        .supplies(pool, MOST_SHOWN)
        .chain(
            supplies ->
                store
                    .results(pool, MOST_SHOWN)
                    .map(results -> new Reconciliation(supplies, results)));
  }

  @Scheduled(
      identity = LEASE,
      every = "{loket.exchange.every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> run() {
    return lease
        .take(LEASE, config.lease())
        .chain(
            mine ->
                mine
                    ? work.doing(() -> go(MOST_STEPS), () -> lease.release(LEASE))
                    : Uni.createFrom().voidItem())
        .onFailure()
        .invoke(e -> LOG.warnf("The exchange with the core goes on later: %s", e.toString()))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  /** Steps until nothing is left to do, or it is somebody else's turn. */
  private Uni<Void> go(int steps) {
    if (steps == 0 || work.isEnding()) {
      return Uni.createFrom().voidItem();
    }
    return step()
        .chain(
            did ->
                did
                    ? lease
                        .take(LEASE, config.lease())
                        .chain(mine -> mine ? go(steps - 1) : Uni.createFrom().voidItem())
                    : Uni.createFrom().voidItem());
  }

  private Uni<Boolean> step() {
    return store
        .next(pool)
        .chain(
            next ->
                next.isPresent()
                    ? supply(next.get()).replaceWith(true)
                    : store
                        .somethingToHandOver(pool)
                        .call(
                            waiting ->
                                waiting
                                    ? pool.withTransaction(store::handOver)
                                    : Uni.createFrom().voidItem()));
  }

  private Uni<Void> supply(ExchangeStore.Unfinished next) {
    if (!next.begun()) {
      return pool.withTransaction(transaction -> store.begin(transaction, next.supply()));
    }
    return pool.withTransaction(
        transaction ->
            store
                .lockProgress(transaction, next.supply())
                .chain(
                    (Optional<Integer> takenTo) ->
                        takenTo.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : store.take(
                                transaction,
                                next.supply(),
                                takenTo.get(),
                                takenTo.get() + config.chunk())));
  }
}
