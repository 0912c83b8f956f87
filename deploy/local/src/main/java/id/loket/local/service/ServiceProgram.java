package id.loket.local.service;

import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.StackException;
import id.loket.local.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A service as it was packaged, and the command that runs it.
 *
 * @param service whose
 * @param form for the JVM or as a native executable
 */
public record ServiceProgram(LoketService service, Form form) {
  private static final String FORM_VARIABLE = "LOKET_NATIVE";
  private static final String OPTIONS_VARIABLE = "LOKET_SERVICE_JAVA_OPTIONS";
  private static final String JAR = "target/quarkus-app/quarkus-run.jar";

  /** What a service can be packaged as. */
  public enum Form {
    JVM,
    NATIVE;

    /** What {@code LOKET_NATIVE} asks for: native executables when it is set to anything. */
    public static Form wanted(Options options) {
      return options.environment().getOrDefault(FORM_VARIABLE, "").isBlank() ? JVM : NATIVE;
    }
  }

  /** Whether it has been built. */
  public boolean isBuilt(Options options) {
    return find(options).isPresent();
  }

  /** How to build it. */
  public String howToBuild() {
    return switch (form) {
      case JVM -> "mvn -pl " + service.title() + " -am package -DskipTests";
      case NATIVE -> "make native SERVICE=" + service.title();
    };
  }

  /** The jar or the executable. */
  public Path file(Options options) {
    return find(options)
        .orElseThrow(() -> new StackException(service.title() + " is not built: " + howToBuild()));
  }

  /** The command line of a process of its own. */
  public List<String> command(Options options) {
    if (form == Form.NATIVE) {
      return List.of(file(options).toString());
    }
    List<String> command = new ArrayList<>();
    command.add(JavaCommand.launcher());
    command.addAll(
        List.of("-Xmx192m", "-XX:+UseSerialGC", "-Xss512k", "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(chosenOptions(options));
    command.addAll(List.of("-jar", file(options).toString()));
    return command;
  }

  private Optional<Path> find(Options options) {
    Path module = options.project().resolve(service.title());
    return switch (form) {
      case JVM -> Optional.of(module.resolve(JAR)).filter(Files::exists);
      case NATIVE -> executable(module.resolve("target"));
    };
  }

  private Optional<Path> executable(Path target) {
    if (!Files.isDirectory(target)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(target, service.title() + "-*-runner")) {
      for (Path file : files) {
        if (Files.isExecutable(file)) {
          return Optional.of(file);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Started soon rather than fast in the long run, unless the environment wants it otherwise. */
  private static List<String> chosenOptions(Options options) {
    String chosen = options.environment().getOrDefault(OPTIONS_VARIABLE, "-XX:TieredStopAtLevel=1");
    return Stream.of(chosen.split("\\s+")).filter(option -> !option.isEmpty()).toList();
  }
}
