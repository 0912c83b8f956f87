package id.loket.local.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One process of the stack: its output goes to a log, its id to a file, and it ends as asked. */
public final class ChildProcess {
  private static final long LARGE_LOG = 16 * 1024 * 1024;

  private final Launch launch;
  private final Process process;
  private final PidFile pidFile;
  private final Path log;
  private final long logStart;

  private ChildProcess(Launch launch, Process process, PidFile pidFile, Path log, long logStart) {
    this.launch = launch;
    this.process = process;
    this.pidFile = pidFile;
    this.log = log;
    this.logStart = logStart;
  }

  /** Starts it in a session of its own: Ctrl-C at the terminal reaches the stack, not the child. */
  public static ChildProcess start(Launch launch, RunFolder folder) throws IOException {
    Files.createDirectories(launch.folder());
    List<String> command = new ArrayList<>(ownSession());
    command.addAll(launch.command());
    Path log = folder.log(launch.name());
    long logStart = startOfNewPart(log);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(launch.folder().toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(launch.environment());
    Process process = builder.start();
    PidFile pidFile = folder.pidFile(launch.name());
    pidFile.write(process.toHandle());
    return new ChildProcess(launch, process, pidFile, log, logStart);
  }

  public String name() {
    return launch.name();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public int exitValue() {
    return process.exitValue();
  }

  /** Its exit code, if it ends by itself within the limit. */
  public Optional<Integer> awaitEnd(Duration limit) {
    try {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      return ended ? Optional.of(process.exitValue()) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** What it has printed since it was started. */
  public String output() {
    try (FileChannel file = FileChannel.open(log)) {
      file.position(logStart);
      return new String(Channels.newInputStream(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How much it has printed so far, in bytes. */
  long logged() {
    try {
      return Files.size(log) - logStart;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Where its log is and how it ends, for an error message. */
  public String endOfLog() {
    return "The end of " + log + ":\n" + LogTail.of(log, logStart);
  }

  /** Asks it to end in good order and waits; kills it when it takes too long. */
  public void stop() {
    end(process.toHandle(), launch.stop(), launch.patience());
    awaitExitValue();
    pidFile.delete();
  }

  /** SIGKILL, as a crash would end it. */
  public void kill() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    awaitExitValue();
    descendants.forEach(child -> Liveness.hasEndedWithin(Duration.ofSeconds(5), child));
    descendants.forEach(ProcessHandle::destroyForcibly);
    pidFile.delete();
  }

  /** SIGSTOP: it lives, and does and says nothing until it is resumed. */
  public void suspend() {
    signal(process.toHandle(), "STOP");
  }

  /** SIGCONT: it goes on, and knows of nothing that happened meanwhile. */
  public void resume() {
    signal(process.toHandle(), "CONT");
  }

  /** A process is gone for the system a moment before {@link #isAlive} and its exit value know. */
  private void awaitExitValue() {
    awaitEnd(Duration.ofSeconds(10));
  }

  /** Ends a process in good order if it can, by force if it must, with all its children. */
  static void end(ProcessHandle process, String signal, Duration patience) {
    List<ProcessHandle> descendants = process.descendants().toList();
    signal(process, signal);
    if (!Liveness.hasEndedWithin(patience, process)) {
      process.destroyForcibly();
      Liveness.hasEndedWithin(Duration.ofSeconds(5), process);
    }
    for (ProcessHandle child : descendants) {
      if (!Liveness.hasEndedWithin(Duration.ofSeconds(2), child)) {
        child.destroyForcibly();
      }
    }
  }

  private static void signal(ProcessHandle process, String signal) {
    if (signal.equals("TERM")) {
      process.destroy();
      return;
    }
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
          .redirectErrorStream(true)
          .start()
          .waitFor();
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Logs go on over restarts; one that has grown large is put aside first. */
  private static long startOfNewPart(Path log) throws IOException {
    if (!Files.exists(log)) {
      return 0;
    }
    if (Files.size(log) > LARGE_LOG) {
      Path aside = log.resolveSibling(log.getFileName() + ".old");
      Files.move(log, aside, StandardCopyOption.REPLACE_EXISTING);
      return 0;
    }
    return Files.size(log);
  }

  private static List<String> ownSession() {
    return Programs.find("setsid").map(path -> List.of(path.toString())).orElse(List.of());
  }
}
