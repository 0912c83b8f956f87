package id.loket.media.upload;

import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/**
 * Looks after uploads nobody comes back to, one after the other; one that fails holds up no other.
 */
@Singleton
class UploadSweep {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Sweep<QuietUploads.Quiet> sweep;

  UploadSweep(QuietUploads uploads, Jobs jobs, @VirtualThreads ExecutorService threads) {
    this.sweep =
        jobs.sweep(
                "quiet-uploads",
                UploadSweep.class,
                () -> Uni.createFrom().item(uploads::all).runSubscriptionOn(threads),
                quiet ->
                    Uni.createFrom().voidItem().emitOn(threads).invoke(() -> uploads.lookAt(quiet)))
            .atOnce(1)
            .limit(LONGEST);
  }

  @Scheduled(
      every = "10m",
      delayed = "1m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return sweep.run();
  }
}
