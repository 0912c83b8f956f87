package id.loket.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The memory processes really occupy. Pages that several processes share are counted once, spread
 * over them (the kernel's "proportional set size"); where that is unknown, resident size is taken.
 */
public final class Memory {
  private Memory() {}

  /** Mebibytes of a process and all its descendants; 0 when it is gone or cannot be read. */
  public static long mebibytes(long pid) {
    return ProcessHandle.of(pid)
        .map(
            process ->
                Stream.concat(Stream.of(process), process.descendants())
                        .mapToLong(each -> kibibytes(each.pid()))
                        .sum()
                    / 1024)
        .orElse(0L);
  }

  /** Mebibytes of this one process. */
  public static long mebibytesWithoutChildren(long pid) {
    return kibibytes(pid) / 1024;
  }

  /** Mebibytes this process has in memory, shared pages too; 0 when that cannot be read. */
  public static long residentMebibytes(long pid) {
    try {
      return field(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:") / 1024;
    } catch (IOException e) {
      return askPs(pid) / 1024;
    }
  }

  private static long kibibytes(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      return field(process.resolve("smaps_rollup"), "Pss:");
    } catch (IOException e) {
      try {
        return field(process.resolve("status"), "VmRSS:");
      } catch (IOException alsoUnreadable) {
        return askPs(pid);
      }
    }
  }

  private static long field(Path file, String name) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  private static long askPs(long pid) {
    if (Files.isDirectory(Path.of("/proc/self"))) {
      return 0;
    }
    try {
      Programs.Output output =
          Programs.run(
              Path.of("/"), Map.of(), List.of("ps", "-o", "rss=", "-p", Long.toString(pid)));
      return output.succeeded() ? Long.parseLong(output.text().strip()) : 0;
    } catch (IOException | NumberFormatException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
