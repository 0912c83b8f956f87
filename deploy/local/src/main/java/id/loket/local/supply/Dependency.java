package id.loket.local.supply;

import id.loket.local.ProjectFolder;
import id.loket.local.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A package some module needs at run time, as Maven resolved it.
 *
 * @param name {@code group:artifact}
 * @param file the jar's name, which also tells its classifier
 * @param modules whose dependency it is
 */
record Dependency(String name, String version, Path file, Set<String> modules) {
  static final String LIST = "target/dependencies.txt";

  /** The lines of {@code dependency:list}: group:artifact:type[:classifier]:version:scope:file. */
  private static final Pattern LINE =
      Pattern.compile(
          "^\\s+([^:\\s]+:[^:\\s]+):[^:\\s]+:(?:[^:\\s]+:)?([^:\\s]+):(?:compile|runtime):(/\\S+).*");

  private static final String OWN = "id.loket";

  /** Those of all modules of the project, from the lists the build wrote. */
  static Iterable<Dependency> all(ProjectFolder project) throws IOException {
    TreeMap<Path, Dependency> found = new TreeMap<>();
    try (Stream<Path> files =
        Files.find(
            project.root(),
            6,
            (path, attributes) -> path.endsWith(LIST) && attributes.isRegularFile())) {
      for (Path list : files.sorted().toList()) {
        String module = project.root().relativize(list.getParent().getParent()).toString();
        for (String line : Files.readAllLines(list)) {
          Matcher matcher = LINE.matcher(line);
          if (matcher.matches() && !matcher.group(1).startsWith(OWN)) {
            Path file = Path.of(matcher.group(3));
            found
                .computeIfAbsent(
                    file,
                    one -> new Dependency(matcher.group(1), matcher.group(2), one, new TreeSet<>()))
                .modules
                .add(module);
          }
        }
      }
    }
    if (found.isEmpty()) {
      throw new StackException(
          "No module has " + LIST + ": 'make verify-dependencies' makes them.");
    }
    return found.values();
  }
}
