package id.loket.local.process;

import id.loket.local.Progress;
import id.loket.local.StackException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How long a start is waited for: as long as it makes progress. A slow or busy machine is no reason
 * to give up; a process that has neither logged nor said anything new for ten minutes is.
 */
public final class StartPatience {
  private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(10);
  private static final Duration FIRST_TOLD = Duration.ofSeconds(20);

  private final String title;
  private final Progress progress;
  private final LongSupplier clock;
  private final long begun;
  private long movedAt;
  private long tellAt;
  private String last = "";

  public StartPatience(String title, Progress progress) {
    this(title, progress, System::nanoTime);
  }

  StartPatience(String title, Progress progress, LongSupplier clock) {
    this.title = title;
    this.progress = progress;
    this.clock = clock;
    this.begun = clock.getAsLong();
    this.movedAt = begun;
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
    long now = clock.getAsLong();
    String sign = waitsFor + processes.stream().map(ChildProcess::logged).toList();
    if (!sign.equals(last)) {
      last = sign;
      movedAt = now;
    }
    if (now - movedAt >= LONGEST_STANDSTILL.toNanos()) {
      throw failure(
          "was not ready after %d s, and for %d s nothing has moved (%s)"
              .formatted(seconds(now - begun), seconds(now - movedAt), waitsFor),
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
