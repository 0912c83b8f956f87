package id.loket.report.demand;

import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/**
 * Forgets what was ordered so long ago that no forecast looks at it. A cancellation that comes
 * later still takes nothing away from anything: its day is forgotten too.
 */
@Singleton
class DemandRetention {
  private final DemandStore store;
  private final DemandConfig config;
  private final Clock clock;
  private final Job job;

  DemandRetention(DemandStore store, DemandConfig config, Clock clock, Jobs jobs) {
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.job = jobs.job(DemandRetention.class, "Old orders are not forgotten", this::forget);
  }

  @Scheduled(every = "1h", delayed = "7m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> run() {
    return job.run();
  }

  private Uni<Void> forget() {
    LocalDate first = LocalDate.now(clock.withZone(ZoneOffset.UTC)).minusDays(config.keepDays());
    return whileThereIsMore(() -> store.forgetDays(first))
        .chain(() -> whileThereIsMore(() -> store.forgetOrders(first)));
  }

  private static Uni<Void> whileThereIsMore(Supplier<Uni<Boolean>> part) {
    return Multi.createBy()
        .repeating()
        .uni(() -> part.get())
        .whilst(more -> more)
        .collect()
        .last()
        .replaceWithVoid();
  }
}
