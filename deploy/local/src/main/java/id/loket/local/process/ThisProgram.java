package id.loket.local.process;

import id.loket.local.Main;
import id.loket.local.ProjectFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This very program, to be run once more. */
public final class ThisProgram {
  private ThisProgram() {}

  /** Its command line with other arguments. */
  public static List<String> command(List<String> arguments) {
    List<Path> classPath = new ArrayList<>();
    classPath.add(code());
    classPath.addAll(ProjectFolder.find().stackClassPath());
    return JavaCommand.of(
        List.of("-Xmx128m", "-XX:+UseSerialGC"), classPath, Main.class.getName(), arguments);
  }

  /**
   * Runs it at this terminal, to its end.
   *
   * @return its exit status
   */
  public static int run(List<String> arguments) {
    try {
      return new ProcessBuilder(command(arguments)).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /** Whether it has a class of this name. */
  public static boolean has(String className) {
    return Main.class.getClassLoader().getResource(className.replace('.', '/') + ".class") != null;
  }

  /** Where its classes are: target/classes or the jar. */
  public static Path code() {
    try {
      return Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
