package id.loket.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The checkout: found upward from the working folder, whichever module the caller runs in. */
public record ProjectFolder(Path root) {
  private static final String MARK = "deploy/local/servers";

  /** Searches upward from the working folder, or takes the system property loket.project. */
  public static ProjectFolder find() {
    String named = System.getProperty("loket.project");
    Path start = Path.of(named != null ? named : System.getProperty("user.dir")).toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(MARK))) {
        return new ProjectFolder(folder);
      }
    }
    throw new StackException(
        "No Loket checkout at or above "
            + start
            + ": run this inside one, or set -Dloket.project=<folder>.");
  }

  public Path resolve(String path) {
    return root.resolve(path);
  }

  /** The jars of a server, as its module under deploy/local/servers resolved them. */
  public List<Path> serverClassPath(String server) {
    return classPath(resolve(MARK).resolve(server), "deploy/local/servers/" + server);
  }

  /** The jars this program itself needs. */
  public List<Path> stackClassPath() {
    return classPath(resolve("deploy/local"), "deploy/local");
  }

  private List<Path> classPath(Path module, String modulePath) {
    Path file = module.resolve("target/class-path");
    String makeIt = "mvn -pl " + modulePath + " -am package -DskipTests";
    try {
      List<Path> jars =
          Arrays.stream(Files.readString(file).strip().split(File.pathSeparator))
              .filter(entry -> !entry.isBlank())
              .map(Path::of)
              .toList();
      for (Path jar : jars) {
        if (!Files.exists(jar)) {
          throw new StackException(
              jar + ", which " + file + " names, is gone. Fetch it again with: " + makeIt);
        }
      }
      return jars;
    } catch (IOException e) {
      throw new StackException(file + " is missing. Make it with: " + makeIt, e);
    }
  }
}
