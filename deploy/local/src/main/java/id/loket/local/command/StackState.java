package id.loket.local.command;

import id.loket.local.Options;
import id.loket.local.StackException;
import id.loket.local.process.PidFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** What the running stack tells the other commands: its process and how far it is. */
record StackState(Path dataFolder) {

  enum Phase {
    STARTING,
    READY
  }

  static StackState lasting() {
    return new StackState(Options.lasting().dataFolder());
  }

  Optional<ProcessHandle> process() {
    return pidFile().find();
  }

  /** Refuses to go on beside a stack that runs on this data. */
  void requireNone() {
    if (process().isPresent()) {
      throw new StackException(
          "The stack of this checkout is already running (process %d). See it with 'make status', end it with 'make down'."
              .formatted(process().get().pid()));
    }
  }

  Optional<Phase> phase() {
    try {
      return Optional.of(Phase.valueOf(Files.readString(phaseFile()).strip()));
    } catch (NoSuchFileException | IllegalArgumentException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says how far this process, which is the stack's, is. */
  void enter(Phase phase) {
    try {
      Files.createDirectories(dataFolder);
      Files.writeString(phaseFile(), phase.name() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pidFile().write(ProcessHandle.current());
  }

  /** This process is the stack's no longer. */
  void leave() {
    pidFile().delete();
  }

  /** Where a stack in the background writes what it would say at the terminal. */
  Path log() {
    return dataFolder.resolve("logs").resolve("stack.log");
  }

  private PidFile pidFile() {
    return new PidFile(dataFolder.resolve("stack.pid"));
  }

  private Path phaseFile() {
    return dataFolder.resolve("stack.phase");
  }
}
