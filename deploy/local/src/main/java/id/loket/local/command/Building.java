package id.loket.local.command;

import id.loket.local.Progress;
import id.loket.local.StackException;
import id.loket.local.process.Standstill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The build of the services that goes on while their servers start (deploy/local/bin/build): it
 * writes a log, and how it ended when it has.
 */
final class Building {
  private static final String UNDER_WAY = "LOKET_BUILDING";
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Path folder;
  private final LongSupplier clock;

  private Building(Path folder, LongSupplier clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Waits for the build, if the environment says that one is under way.
   *
   * @param folder where it writes
   */
  static void awaitIfUnderWay(Path folder, Progress progress) throws InterruptedException {
    if (System.getenv(UNDER_WAY) != null) {
      Building building = new Building(folder, System::nanoTime);
      if (!building.hasEnded()) {
        progress.say("The servers are ready. Waiting for the services to be built …");
      }
      building.await();
    }
  }

  static Building in(Path folder, LongSupplier clock) {
    return new Building(folder, clock);
  }

  /**
   * Waits as long as it writes.
   *
   * @throws StackException when it failed, or has not written anything for ten minutes
   */
  void await() throws InterruptedException {
    Standstill standstill = new Standstill(clock);
    while (!hasEnded()) {
      if (Standstill.isTooLong(standstill.since(logged()))) {
        throw new StackException("The build stands still. " + whereItSaysMore());
      }
      Thread.sleep(PAUSE);
    }
    if (!status().startsWith("0 ")) {
      throw new StackException("The services could not be built. " + whereItSaysMore());
    }
  }

  private String whereItSaysMore() {
    return "All it said is in " + folder.resolve("build.log");
  }

  private boolean hasEnded() {
    return !status().isEmpty();
  }

  private String status() {
    try {
      return Files.readString(folder.resolve("build.status"));
    } catch (NoSuchFileException underWay) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long logged() {
    try {
      return Files.size(folder.resolve("build.log"));
    } catch (IOException e) {
      return 0;
    }
  }
}
