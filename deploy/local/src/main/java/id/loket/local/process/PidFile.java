package id.loket.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Remembers a process across the life of the program that started it. Beside the id it keeps when
 * the process started: a number the system has given to somebody else since then is not ours.
 */
public record PidFile(Path file) {

  /** Remembers a process of ours. */
  public void write(ProcessHandle process) {
    try {
      Files.writeString(file, process.pid() + "\n" + startOf(process) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The remembered process, if it is alive and still the same one. */
  public Optional<ProcessHandle> find() {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() < 2) {
        return Optional.empty();
      }
      long started = Long.parseLong(lines.get(1));
      return ProcessHandle.of(Long.parseLong(lines.get(0)))
          .filter(Liveness::isRunning)
          .filter(process -> startOf(process) == started);
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(-1L);
  }
}
