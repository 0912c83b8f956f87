package id.loket.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where a stack keeps what belongs to its processes: one log and one process id file each. */
public record RunFolder(Path root) {

  public static RunFolder in(Path dataFolder) throws IOException {
    RunFolder folder = new RunFolder(dataFolder);
    Files.createDirectories(folder.logs());
    Files.createDirectories(folder.pids());
    return folder;
  }

  public Path logs() {
    return root.resolve("logs");
  }

  public Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** The living process of this name. */
  public Optional<ProcessHandle> process(String name) {
    return pidFile(name).find();
  }

  Path pids() {
    return root.resolve("pids");
  }

  PidFile pidFile(String name) {
    return new PidFile(pids().resolve(name + ".pid"));
  }
}
