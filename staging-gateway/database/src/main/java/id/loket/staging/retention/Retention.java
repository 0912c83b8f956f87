package id.loket.staging.retention;

import id.loket.kit.postgres.Lease;
import id.loket.kit.postgres.LongStatements;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.staging.batch.StagingConfig;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Forgets what was kept long enough (docs/retention.md), a little at a time, so that nothing grows
 * for ever and nobody waits for it. One replica at a time.
 */
@Singleton
class Retention {
  private static final Logger LOG = Logger.getLogger(Retention.class);
  private static final String LEASE = "staging-retention";
  private static final Duration LEASE_LENGTH = Duration.ofMinutes(1);

  private final LongStatements patient;
  private final Lease lease;
  private final WorkUnderWay work;
  private final List<Function<SqlClient, Uni<Boolean>>> steps;

  Retention(
      LongStatements patient,
      RetentionStore store,
      Lease lease,
      WorkUnderWay work,
      StagingConfig config) {
    this.patient = patient;
    this.lease = lease;
    this.work = work;
    this.steps =
        List.of(
            transaction -> store.mark(transaction, config.keep()),
            store::empty,
            store::remove,
            transaction -> store.forgetPlaces(transaction, config.keepTrail()),
            transaction -> store.emptySupply(transaction, config.keepExchanged()),
            transaction -> store.removeSupply(transaction, config.keep()),
            transaction -> store.emptyResult(transaction, config.keepExchanged()));
  }

  @Scheduled(
      identity = LEASE,
      every = "{loket.staging.tidy-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> forget() {
    return all(0)
        .onTermination()
        .call(() -> lease.release(LEASE))
        .onFailure()
        .invoke(e -> LOG.warnf("Forgetting goes on later: %s", e.toString()))
        .onFailure()
        .recoverWithNull();
  }

  /** One kind after the other; one that fails does not keep the others. */
  private Uni<Void> all(int step) {
    if (step == steps.size()) {
      return Uni.createFrom().voidItem();
    }
    return whileThereIs(steps.get(step))
        .onFailure()
        .invoke(e -> LOG.warnf("Step %d of forgetting fails: %s", step, e.toString()))
        .onFailure()
        .recoverWithNull()
        .chain(() -> all(step + 1));
  }

  private Uni<Void> whileThereIs(Function<SqlClient, Uni<Boolean>> step) {
    return lease
        .take(LEASE, LEASE_LENGTH)
        .chain(
            mine ->
                mine && !work.isEnding()
                    ? work.doing(() -> patient.withTransaction(step::apply))
                    : Uni.createFrom().item(false))
        .chain(more -> more ? whileThereIs(step) : Uni.createFrom().voidItem());
  }
}
