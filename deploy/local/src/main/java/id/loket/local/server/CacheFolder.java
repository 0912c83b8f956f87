package id.loket.local.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Server programs, unpacked once for all stacks of this user. Safe when several stacks start at
 * once: one unpacks, the others wait, and a half unpacked folder is never seen under its name.
 */
public record CacheFolder(Path root) {

  /** Fills an empty folder. */
  @FunctionalInterface
  public interface Unpacking {
    void into(Path folder) throws IOException, InterruptedException;
  }

  /**
   * The folder of this name, unpacked now if it is not there yet.
   *
   * @param name holds the version of what is unpacked
   */
  public Path unpacked(String name, Unpacking unpacking) throws IOException, InterruptedException {
    Path folder = root.resolve(name);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Files.createDirectories(root);
    try (FileChannel channel =
            FileChannel.open(
                root.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      if (Files.isDirectory(folder)) {
        return folder;
      }
      Path unfinished = root.resolve(name + ".unfinished");
      Folders.delete(unfinished);
      Files.createDirectories(unfinished);
      unpacking.into(unfinished);
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
      return folder;
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException, InterruptedException {
    while (true) {
      try {
        return channel.lock();
      } catch (OverlappingFileLockException e) {
        // another thread of this program has it; the system only knows programs
        Thread.sleep(50);
      }
    }
  }
}
