package id.loket.local.bench;

import id.loket.local.process.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What processes take of this machine's processors. */
final class Processor {
  /** How many there are; asked before this process may be kept on one of them. */
  private static final int ALL = Runtime.getRuntime().availableProcessors();

  private Processor() {}

  /** Keeps a process and all its threads on one processor; whether that was possible. */
  static boolean pin(long pid, int processor) throws IOException, InterruptedException {
    return ALL > 1 && keep(pid, Integer.toString(processor));
  }

  /** Lets a process that was kept on one processor have all of them. */
  static void free(long pid) throws IOException, InterruptedException {
    keep(pid, "0-" + (ALL - 1));
  }

  private static boolean keep(long pid, String processors)
      throws IOException, InterruptedException {
    return Programs.find("taskset").isPresent()
        && Programs.run(
                Path.of("."), Map.of(), List.of("taskset", "-acp", processors, Long.toString(pid)))
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
