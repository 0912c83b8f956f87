package id.loket.local.bench;

import id.loket.local.process.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What processes take of this machine's processors. */
final class Processor {
  private Processor() {}

  /** Keeps a process and all its threads on one processor; whether that was possible. */
  static boolean pin(long pid, int processor) throws IOException, InterruptedException {
    if (Programs.find("taskset").isEmpty() || Runtime.getRuntime().availableProcessors() < 2) {
      return false;
    }
    return Programs.run(
            Path.of("."),
            Map.of(),
            List.of("taskset", "-acp", Integer.toString(processor), Long.toString(pid)))
        .succeeded();
  }

  /** Seconds of processor a process took so far. */
  static double seconds(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(time -> time.toNanos() / 1e9)
        .orElse(Double.NaN);
  }
}
