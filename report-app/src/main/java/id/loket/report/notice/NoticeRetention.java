package id.loket.report.notice;

import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Forgets notices that were settled long ago. */
@Singleton
class NoticeRetention {
  private static final int AT_ONCE = 5000;

  private final Job job;

  NoticeRetention(NoticeStore store, NoticeConfig config, Jobs jobs) {
    this.job =
        jobs.job(
            NoticeRetention.class,
            "Old notices stay",
            () ->
                Uni.createFrom()
                    .deferred(() -> store.forget(config.kept(), AT_ONCE))
                    .repeat()
                    .whilst(gone -> gone == AT_ONCE)
                    .collect()
                    .last()
                    .replaceWithVoid());
  }

  @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> forget() {
    return job.run();
  }
}
