package id.loket.report.analytics;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/**
 * Begins runs: every hour, and a minute after one that ended early, whoever asked for that. Every
 * replica does; the lease lets one of them go ahead.
 */
@Singleton
class EtlSchedule {
  private static final String TRIGGER = "schedule";

  private final Etl etl;

  EtlSchedule(Etl etl) {
    this.etl = etl;
  }

  @Scheduled(
      cron = "{loket.analytics.schedule}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> hourly() {
    return etl.run(TRIGGER, Etl.Kind.INCREMENTAL).replaceWithVoid();
  }

  @Scheduled(every = "1m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> again() {
    return etl.again(TRIGGER).replaceWithVoid();
  }
}
