package id.loket.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The last lines of a log, for an error message; what stack traces consist of is left out. */
final class LogTail {
  private static final int LINES = 15;
  private static final int BYTES = 64 * 1024;
  private static final Pattern FRAME = Pattern.compile("\\s+(at |\\.\\.\\. \\d+ more)");

  private LogTail() {}

  /**
   * Indented; empty when there is no such log.
   *
   * @param from where in the file the interesting part begins
   */
  static String of(Path log, long from) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(from, file.length() - BYTES);
      file.seek(start);
      byte[] bytes = new byte[(int) (file.length() - start)];
      file.readFully(bytes);
      List<String> lines =
          new String(bytes, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !FRAME.matcher(line).lookingAt())
              .toList();
      return lines.stream()
          .skip(Math.max(0, lines.size() - LINES))
          .map(line -> "    " + line)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return "";
    }
  }
}
