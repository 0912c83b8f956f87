package id.loket.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A Linux control group that kills what takes more memory than allowed, as a container platform
 * does. Below this process's own group, in either version of control groups.
 */
final class MemoryGroup implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final long MEBIBYTE = 1024 * 1024;
  private static final int ATTEMPTS = 100;

  private final Path folder;
  private final boolean unified;

  private MemoryGroup(Path folder, boolean unified) {
    this.folder = folder;
    this.unified = unified;
  }

  /** This machine or this user cannot make one. */
  static final class Unavailable extends Exception {
    private Unavailable(String why) {
      super(why);
    }
  }

  static MemoryGroup limitedTo(long mebibytes) throws Unavailable {
    Path folder = null;
    try {
      boolean unified = Files.exists(ROOT.resolve("cgroup.controllers"));
      folder = Files.createTempDirectory(own(unified), "loket-bench-");
      String bytes = Long.toString(mebibytes * MEBIBYTE);
      if (unified) {
        Files.writeString(folder.resolve("memory.max"), bytes);
        writeIfThere(folder.resolve("memory.swap.max"), "0");
      } else {
        Files.writeString(folder.resolve("memory.limit_in_bytes"), bytes);
        writeIfThere(folder.resolve("memory.memsw.limit_in_bytes"), bytes);
      }
      return new MemoryGroup(folder, unified);
    } catch (IOException e) {
      if (folder != null) {
        folder.toFile().delete();
      }
      throw new Unavailable("no control group with a memory limit can be made here (" + e + ")");
    }
  }

  /** Puts itself into the group and becomes the command that follows. */
  List<String> commandPrefix() {
    return List.of(
        "/bin/sh", "-c", "echo $$ > \"$0\" && exec \"$@\"", folder.resolve("cgroup.procs") + "");
  }

  /** The most that was taken at once. */
  long peakMebibytes() throws IOException {
    Path peak = folder.resolve(unified ? "memory.peak" : "memory.max_usage_in_bytes");
    return Files.exists(peak) ? Long.parseLong(Files.readString(peak).strip()) / MEBIBYTE : 0;
  }

  @Override
  public void close() {
    // A group goes when it is removed as an empty folder, which its process, just killed, leaves a
    // moment later.
    for (int attempt = 0; attempt < ATTEMPTS && !folder.toFile().delete(); attempt++) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static Path own(boolean unified) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (unified && parts[0].equals("0")) {
        return ROOT.resolve(parts[2].substring(1));
      }
      if (!unified && List.of(parts[1].split(",")).contains("memory")) {
        return ROOT.resolve("memory").resolve(parts[2].substring(1));
      }
    }
    throw new IOException("this process is in no memory group");
  }

  private static void writeIfThere(Path file, String text) throws IOException {
    if (Files.exists(file)) {
      Files.writeString(file, text);
    }
  }
}
