package id.loket.local.process;

import id.loket.local.Progress;
import id.loket.local.StackException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How long a start is waited for: as long as its processes live, and log or say something new now
 * and then.
 */
public final class StartPatience {
  private static final Duration FIRST_TOLD = Duration.ofSeconds(20);

  private final String title;
  private final Progress progress;
  private final LongSupplier clock;
  private final Standstill standstill;
  private final long begun;
  private long tellAt;

  public StartPatience(String title, Progress progress) {
    this(title, progress, System::nanoTime);
  }

  StartPatience(String title, Progress progress, LongSupplier clock) {
    this.title = title;
    this.progress = progress;
    this.clock = clock;
    this.standstill = new Standstill(clock);
    this.begun = clock.getAsLong();
    this.tellAt = begun + FIRST_TOLD.toNanos();
  }

  /**
   * Not ready yet.
   *
   * @param processes which are starting
   * @param waitsFor what is missing, as far as they say
   * @throws StackException when one has ended, or none has moved for too long
   */
  public void notYet(List<ChildProcess> processes, String waitsFor) {
    for (ChildProcess process : processes) {
      if (!process.isAlive()) {
        throw failure("ended with " + process.exitValue() + " while it was starting", process);
      }
    }
    String sign = waitsFor + processes.stream().map(ChildProcess::logged).toList();
    Duration still = standstill.since(sign);
    long now = clock.getAsLong();
    if (Standstill.isTooLong(still)) {
      throw failure(
          "was not ready after %d s, and for %d s nothing has moved (%s)"
              .formatted(seconds(now - begun), still.toSeconds(), waitsFor),
          processes.getLast());
    }
    if (now - tellAt >= 0) {
      progress.say(
          "  %-11s still starting after %d s: %s".formatted(title, seconds(now - begun), waitsFor));
      tellAt = now + (now - begun);
    }
  }

  private static long seconds(long nanos) {
    return Duration.ofNanos(nanos).toSeconds();
  }

  private StackException failure(String what, ChildProcess process) {
    return new StackException(title + " " + what + ". " + process.endOfLog());
  }
}
