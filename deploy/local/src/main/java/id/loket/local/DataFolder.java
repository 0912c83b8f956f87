package id.loket.local;

import id.loket.local.process.RunFolder;
import id.loket.local.process.StaleProcesses;
import id.loket.local.server.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder a stack keeps everything in, held by one stack at a time. Opening it ends what a
 * killed stack left running in it.
 */
final class DataFolder implements AutoCloseable {
  private static final String TEMPORARY_NAME = "loket-stack-";
  private static final long SETTLED_MILLIS = 10_000;

  /**
   * Begins the names of the system properties that say which folders this process holds. The system
   * gives up a process's lock on a file when the process closes any channel to that file, so a
   * folder of ours must not even be looked at. A static field would not do: tests load this class
   * more than once.
   */
  private static final String HELD = "loket.stack.held.";

  private final Path path;
  private final RunFolder runFolder;
  private final FileChannel lock;
  private final boolean temporary;

  private DataFolder(Path path, FileChannel lock, boolean temporary) throws IOException {
    this.path = path;
    this.lock = lock;
    this.temporary = temporary;
    this.runFolder = RunFolder.in(path);
  }

  static DataFolder open(Options options) {
    try {
      if (options.isTemporary()) {
        removeAbandoned();
        return hold(Files.createTempDirectory(TEMPORARY_NAME), true, options.progress());
      }
      return hold(Files.createDirectories(options.dataFolder()), false, options.progress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  RunFolder runFolder() {
    return runFolder;
  }

  /** Lets go of the folder; removes it if it was temporary. */
  @Override
  public void close() {
    try {
      if (temporary) {
        Folders.delete(path);
      }
      lock.close();
      System.clearProperty(held(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DataFolder hold(Path path, boolean temporary, Progress progress)
      throws IOException {
    FileChannel channel =
        lock(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
            .orElseThrow(
                () ->
                    new StackException(
                        "A stack already runs on "
                            + path
                            + ". See it with 'make status', end it with 'make down' (or Ctrl-C"
                            + " where it runs)."));
    System.setProperty(held(path), "");
    DataFolder folder = new DataFolder(path, channel, temporary);
    for (Path server : serverFolders(path)) {
      Files.createDirectories(server);
    }
    List<String> ended = StaleProcesses.end(folder.runFolder);
    if (!ended.isEmpty()) {
      progress.say("  ended what an earlier stack had left running: " + String.join(", ", ended));
    }
    return folder;
  }

  private static String held(Path path) {
    return HELD + path.toAbsolutePath().normalize();
  }

  /** Of this user, and not so new that its stack may still be about to lock it. */
  private static boolean isSettled(Path lock) {
    return Files.isWritable(lock)
        && lock.toFile().lastModified() < System.currentTimeMillis() - SETTLED_MILLIS;
  }

  private static List<Path> serverFolders(Path path) {
    return Stream.of(Server.values()).map(server -> path.resolve(server.folder())).toList();
  }

  /** A folder's lock, unless another process, or another stack of this one, holds it. */
  private static Optional<FileChannel> lock(Path path, OpenOption... how) throws IOException {
    if (System.getProperty(held(path)) != null) {
      return Optional.empty();
    }
    FileChannel channel = FileChannel.open(path.resolve("lock"), how);
    if (isLocked(channel)) {
      return Optional.of(channel);
    }
    channel.close();
    return Optional.empty();
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Temporary folders whose stack was killed before it could remove them. */
  private static void removeAbandoned() throws IOException {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> folders = Files.list(parent)) {
      List<Path> candidates =
          folders
              .filter(each -> each.getFileName().toString().startsWith(TEMPORARY_NAME))
              .filter(each -> isSettled(each.resolve("lock")))
              .toList();
      for (Path abandoned : candidates) {
        try {
          Optional<FileChannel> ours = lock(abandoned, StandardOpenOption.WRITE);
          if (ours.isPresent()) {
            try (FileChannel channel = ours.get()) {
              StaleProcesses.end(RunFolder.in(abandoned));
              Folders.delete(abandoned);
            }
          }
        } catch (NoSuchFileException e) {
          // its own stack has just removed it
        }
      }
    }
  }
}
