package id.loket.kit.shutdown;

import java.time.Duration;

/** Work under way of a process that a test tells to end. */
public final class EndableWork {
  private final WorkUnderWay underWay =
      new WorkUnderWay(
          new ShutdownConfig() {
            @Override
            public Duration grace() {
              return Duration.ofMinutes(1);
            }

            @Override
            public Duration handBack() {
              return Duration.ofSeconds(5);
            }
          });

  public WorkUnderWay underWay() {
    return underWay;
  }

  /** As SIGTERM does; returns when the process may end. */
  public void end() {
    underWay.end();
  }
}
