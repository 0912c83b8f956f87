package id.loket.local.bench;

import id.loket.local.service.ServiceProgram;
import id.loket.local.service.ServiceProgram.Form;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What was measured of one program.
 *
 * @param start median time to the first answer
 * @param idle resident mebibytes after it, at rest
 * @param loaded resident mebibytes after many requests
 * @param rate those requests per second
 */
record StartFigures(ServiceProgram program, Duration start, long idle, long loaded, double rate) {
  private static final long MEBIBYTE = 1024 * 1024;

  /** Mebibytes of what is deployed: the executable, or the application's jars. */
  long mebibytes() {
    Path packaged = program.file();
    return (program.form() == Form.NATIVE ? size(packaged) : size(packaged.getParent())) / MEBIBYTE;
  }

  private static long size(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).mapToLong(StartFigures::sizeOfFile).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long sizeOfFile(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
