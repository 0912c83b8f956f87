package id.loket.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The blocks of a document that are to be pasted into a shell: those marked {@code bash}. */
record ShellBlocks(List<String> blocks) {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash\n(.*?)^```$");

  static ShellBlocks of(Path document) throws IOException {
    return new ShellBlocks(
        BLOCK.matcher(Files.readString(document)).results().map(block -> block.group(1)).toList());
  }

  /** What the shell is told, without what only people read: comments and empty lines. */
  List<String> commands() {
    return blocks.stream()
        .flatMap(String::lines)
        .map(line -> line.replaceFirst("(^|\\s+)# .*$", "").stripTrailing())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** All of them as one script, as if pasted from top to bottom into one shell. */
  String script() {
    return blocks.stream().collect(Collectors.joining("\n"));
  }
}
