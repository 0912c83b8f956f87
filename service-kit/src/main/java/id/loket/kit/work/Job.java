package id.loket.kit.work;

import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.trace.Traces;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Background work that is one piece: one run at a time, in a context and under a trace id of its
 * own, with a time limit. That it does not work is told once, and tried again with the next run.
 * Told to end, the process waits for the run under way and begins none. Work of many pieces is a
 * {@link Sweep}.
 *
 * <p>Made by {@link Jobs}, called by a timer ({@link #run}) and by whoever knows of new work
 * ({@link #wake}).
 */
public final class Job {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Supplier<Uni<Void>> task;
  private final Traces traces;
  private final WorkUnderWay work;
  private final OutageLog outages;
  private final Runnable knowsOfWork;
  private final SingleFlight runs = new SingleFlight(this::once);
  private Duration limit = PATIENCE;

  Job(
      Supplier<Uni<Void>> task,
      OutageLog outages,
      Traces traces,
      WorkUnderWay work,
      Runnable knowsOfWork) {
    this.task = task;
    this.outages = outages;
    this.traces = traces;
    this.work = work;
    this.knowsOfWork = knowsOfWork;
  }

  /** How long a run may take before it is taken for failed; a minute unless said. */
  public Job limit(Duration most) {
    limit = most;
    return this;
  }

  /** Asks for a run now; one asked for in the middle of another begins after it. */
  public void wake() {
    knowsOfWork.run();
    runs.wake();
  }

  /**
   * Asks for a run.
   *
   * @return completes when a run that began now or later has ended; never fails
   */
  public Uni<Void> run() {
    return runs.run();
  }

  private Uni<Void> once() {
    return work.isEnding()
        ? Uni.createFrom().voidItem()
        : work.doing(() -> traces.aside(() -> task.get().ifNoItem().after(limit).fail()))
            .invoke(outages::worked)
            .onFailure()
            .invoke(outages::failed);
  }
}
