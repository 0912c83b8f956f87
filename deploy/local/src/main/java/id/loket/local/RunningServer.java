package id.loket.local;

import id.loket.local.process.ChildProcess;
import id.loket.local.process.Launch;
import id.loket.local.process.Memory;
import id.loket.local.process.RunFolder;
import id.loket.local.process.StartPatience;
import id.loket.local.server.ServerProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One server of a stack, through its life: start, stop, kill, start again on the same data. */
final class RunningServer {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Server server;
  private final ServerProgram program;
  private final RunFolder folder;
  private final Progress progress;
  // Replaced, never changed: it is read while a start or stop is under way.
  private volatile List<ChildProcess> processes = List.of();
  private volatile boolean abandoned;

  RunningServer(Server server, ServerProgram program, RunFolder folder, Progress progress) {
    this.server = server;
    this.program = program;
    this.folder = folder;
    this.progress = progress;
  }

  Server server() {
    return server;
  }

  /** Starts it and returns when it answers. */
  synchronized void start() throws IOException, InterruptedException {
    requireWanted();
    program.prepare();
    List<ChildProcess> started = new ArrayList<>();
    for (Launch launch : program.launches()) {
      started.add(ChildProcess.start(launch, folder));
      processes = List.copyOf(started);
    }
    awaitAnswer();
  }

  synchronized void stop() {
    processes.reversed().forEach(ChildProcess::stop);
    processes = List.of();
  }

  synchronized void kill() {
    processes.reversed().forEach(ChildProcess::kill);
    processes = List.of();
  }

  /** Makes a start under way give up, and any later one: the stack is closing. */
  void abandon() {
    abandoned = true;
  }

  boolean isAlive() {
    return !processes.isEmpty() && processes.stream().allMatch(ChildProcess::isAlive);
  }

  boolean isStopped() {
    return processes.isEmpty();
  }

  long mebibytes() {
    return processes.stream().mapToLong(process -> Memory.mebibytes(process.pid())).sum();
  }

  private void requireWanted() {
    if (abandoned) {
      throw new StackException(server.title() + " was stopped while it was starting.");
    }
  }

  private void awaitAnswer() throws InterruptedException {
    StartPatience patience = new StartPatience(server.title(), progress);
    while (true) {
      requireWanted();
      String waitsFor = "no answer";
      try {
        if (program.answers()) {
          return;
        }
      } catch (IOException e) {
        waitsFor = e.toString();
      }
      patience.notYet(processes, waitsFor);
      Thread.sleep(PAUSE);
    }
  }
}
