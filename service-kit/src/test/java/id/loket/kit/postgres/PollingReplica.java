package id.loket.kit.postgres;

import id.loket.kit.work.Jobs;
import io.quarkus.arc.Arc;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A replica as far as it finds work that is due, looked at by hand instead of every second. */
public final class PollingReplica {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicInteger statements = new AtomicInteger();
  private final DuePoll poll;

  private PollingReplica(List<DueWork> works, PollConfig config, Jobs jobs) {
    this.poll =
        new DuePoll(
            works,
            List.of(new Measured("select 1", one -> statements.addAndGet((int) one))),
            Arc.container().instance(Notifications.class).get(),
            config,
            jobs);
  }

  /**
   * One with work of its own.
   *
   * @param jobs whose wakes it looks after
   * @param atRest how seldom it asks while nobody knows of work
   */
  public static PollingReplica of(Jobs jobs, Duration atRest, DueWork... works) {
    PollConfig config =
        new PollConfig() {
          @Override
          public Duration atRest() {
            return atRest;
          }

          @Override
          public Duration lively() {
            return Duration.ZERO;
          }
        };
    return new PollingReplica(List.of(works), config, jobs);
  }

  /** A second passes. */
  public PollingReplica look() {
    poll.look().await().atMost(PATIENCE);
    return this;
  }

  /** How many statements it has sent to find work. */
  public int statements() {
    return statements.get();
  }
}
