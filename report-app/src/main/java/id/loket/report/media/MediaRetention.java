package id.loket.report.media;

import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Forgets that there were files which were refused or went with their report long ago. */
@Singleton
class MediaRetention {
  private static final int AT_ONCE = 5000;

  private final Job job;

  MediaRetention(MediaStore store, MediaConfig config, Jobs jobs) {
    this.job =
        jobs.job(
            MediaRetention.class,
            "Rows of files that are gone stay",
            () ->
                Uni.createFrom()
                    .deferred(() -> store.forget(config.goneKept(), AT_ONCE))
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
