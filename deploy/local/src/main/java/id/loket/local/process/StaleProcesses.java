package id.loket.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Processes that an earlier stack over the same folder left behind when it was itself killed. */
public final class StaleProcesses {
  private StaleProcesses() {}

  /**
   * Ends them all, side by side.
   *
   * @return their names
   */
  public static List<String> end(RunFolder folder) throws IOException {
    List<String> ended = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.pids());
        ExecutorService ending = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Path file : files.toList()) {
        PidFile pidFile = new PidFile(file);
        pidFile
            .find()
            .ifPresent(
                process -> {
                  ended.add(file.getFileName().toString().replace(".pid", ""));
                  ending.submit(() -> end(process, file));
                });
        if (pidFile.find().isEmpty()) {
          pidFile.delete();
        }
      }
    }
    return ended;
  }

  private static void end(ProcessHandle process, Path file) {
    // PostgreSQL waits for its clients on TERM and ends at once on INT; the others know TERM.
    String signal = file.getFileName().toString().startsWith("postgres") ? "INT" : "TERM";
    ChildProcess.end(process, signal, Duration.ofSeconds(20));
    new PidFile(file).delete();
  }
}
