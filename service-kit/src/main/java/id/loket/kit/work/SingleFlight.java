package id.loket.kit.work;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs a job of this process one at a time. Whoever asks in the middle of a run gets another one
 * after it: what they ask for may have come too late for the run under way. After a run that failed
 * nothing begins by itself; whoever asks next, usually a timer, begins again.
 */
public final class SingleFlight {
  private final Supplier<Uni<Void>> job;
  private boolean running;
  private CompletableFuture<Void> next;

  /**
   * A job that is not running yet.
   *
   * @param job one run; every run ends, so it has to have a time limit
   */
  public SingleFlight(Supplier<Uni<Void>> job) {
    this.job = job;
  }

  /** Asks for a run. */
  public void wake() {
    ask();
  }

  /**
   * Asks for a run.
   *
   * @return completes when a run that began now or later has ended, or was not to begin because the
   *     one before it failed; never fails
   */
  public Uni<Void> run() {
    // A copy: who waits no longer cancels it, and others may wait for the same run.
    return Uni.createFrom().deferred(() -> Uni.createFrom().completionStage(ask().copy()));
  }

  private CompletableFuture<Void> ask() {
    CompletableFuture<Void> asked;
    boolean idle;
    synchronized (this) {
      if (next == null) {
        next = new CompletableFuture<>();
      }
      asked = next;
      idle = !running;
      running = true;
    }
    if (idle) {
      begin();
    }
    return asked;
  }

  private void begin() {
    CompletableFuture<Void> asked;
    synchronized (this) {
      asked = next;
      next = null;
    }
    Uni.createFrom()
        .deferred(() -> job.get())
        .subscribe()
        .with(done -> ended(asked, true), failure -> ended(asked, false));
  }

  private void ended(CompletableFuture<Void> asked, boolean worked) {
    CompletableFuture<Void> refused = null;
    boolean again;
    synchronized (this) {
      again = worked && next != null;
      if (!again) {
        running = false;
        refused = next;
        next = null;
      }
    }
    asked.complete(null);
    if (refused != null) {
      refused.complete(null);
    }
    if (again) {
      begin();
    }
  }
}
