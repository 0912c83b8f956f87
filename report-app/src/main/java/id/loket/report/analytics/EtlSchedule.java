package id.loket.report.analytics;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Begins runs: every hour, and a minute after one that ended early. Every replica does; the lease
 * lets one of them go ahead.
 */
@Singleton
class EtlSchedule {
  private static final String TRIGGER = "schedule";

  private final Etl etl;
  private volatile boolean endedEarly;

  EtlSchedule(Etl etl) {
    this.etl = etl;
  }

  @Scheduled(
      cron = "{loket.analytics.schedule}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> hourly() {
    return run();
  }

  @Scheduled(every = "1m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> again() {
    return endedEarly ? run() : Uni.createFrom().voidItem();
  }

  private Uni<Void> run() {
    return etl.run(TRIGGER, Etl.Kind.INCREMENTAL)
        .invoke(run -> endedEarly = hasFailed(run))
        .replaceWithVoid();
  }

  private static boolean hasFailed(Optional<EtlRun> run) {
    return run.map(EtlRun::failure).isPresent();
  }
}
