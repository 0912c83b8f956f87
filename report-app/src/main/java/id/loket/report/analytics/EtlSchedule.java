package id.loket.report.analytics;

import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Begins runs: every hour, and a minute after one that ended early, whoever asked for that. Every
 * replica does; the lease lets one of them go ahead.
 */
@Singleton
class EtlSchedule {
  private static final String TRIGGER = "schedule";

  private static final String TROUBLE = "Reports are not taken over";

  /** Taking millions of them takes a while; each step of it has a limit of its own. */
  private static final Duration LONGEST = Duration.ofHours(12);

  private final Job run;
  private final Job again;

  EtlSchedule(Etl etl, Jobs jobs) {
    this.run =
        jobs.job(
                EtlSchedule.class,
                TROUBLE,
                () -> etl.run(TRIGGER, Etl.Kind.INCREMENTAL).replaceWithVoid())
            .limit(LONGEST);
    this.again =
        jobs.job(EtlSchedule.class, TROUBLE, () -> etl.again(TRIGGER).replaceWithVoid())
            .limit(LONGEST);
  }

  @Scheduled(
      cron = "{loket.analytics.schedule}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> hourly() {
    return run.run();
  }

  @Scheduled(every = "1m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> afterOneThatEndedEarly() {
    return again.run();
  }
}
