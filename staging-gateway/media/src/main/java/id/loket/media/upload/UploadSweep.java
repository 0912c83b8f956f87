package id.loket.media.upload;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;

/** Looks after uploads nobody comes back to. */
@Singleton
class UploadSweep {
  private final Uploads uploads;

  UploadSweep(Uploads uploads) {
    this.uploads = uploads;
  }

  @Scheduled(
      every = "10m",
      delayed = "1m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void sweep() {
    uploads.sweep();
  }
}
