package id.loket.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a process still does anything. One that has ended but was not yet collected by its parent
 * (in a container nobody may ever collect it) counts as ended, other than {@link
 * ProcessHandle#isAlive} has it.
 */
public final class Liveness {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private Liveness() {}

  /** Whether it runs. */
  public static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && !isWaitingToBeCollected(process.pid());
  }

  /** Waits for its end; false when it still runs after this time. */
  public static boolean hasEndedWithin(Duration patience, ProcessHandle process) {
    Instant deadline = Instant.now().plus(patience);
    while (isRunning(process)) {
      if (Instant.now().isAfter(deadline)) {
        return false;
      }
      try {
        Thread.sleep(LOOK_EVERY);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return !isRunning(process);
      }
    }
    return true;
  }

  private static boolean isWaitingToBeCollected(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // "pid (name) state …", and the name may hold anything, parentheses too
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
    } catch (IOException e) {
      return false; // no such folder on this system, or the process has just gone
    }
  }
}
