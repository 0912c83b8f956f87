package id.loket.media.bucket;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that live as long as a request. */
@Singleton
public class Scratch {
  private final Path folder;

  Scratch(MediaConfig config) {
    this.folder = Path.of(config.folder());
  }

  /** A new, empty file; closing removes it. */
  public Sheet sheet() {
    try {
      return new Sheet(Files.createTempFile(Files.createDirectories(folder), "media-", null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One file. */
  public record Sheet(Path path) implements AutoCloseable {
    @Override
    public void close() {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // the system empties its folder for temporary files
      }
    }
  }
}
