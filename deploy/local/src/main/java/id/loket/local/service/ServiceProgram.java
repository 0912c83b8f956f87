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

/**
 * A service as it was packaged, and the command that runs it.
 *
 * @param name its name, with which its executable's begins
 * @param module its folder in the checkout
 * @param form for the JVM or as a native executable
 */
public record ServiceProgram(String name, Path module, Form form) {
  private static final String FORM_VARIABLE = "LOKET_NATIVE";
  private static final String OPTIONS_VARIABLE = "LOKET_SERVICE_JAVA_OPTIONS";
  private static final String JAR = "target/quarkus-app/quarkus-run.jar";

  /** What a service can be packaged as. */
  public enum Form {
    JVM,
    NATIVE
  }

  /**
   * A service in the form that {@code LOKET_NATIVE} asks for: native when it is set. Those of the
   * staging machine are native only if they were built so, for the JVM otherwise.
   */
  public static ServiceProgram of(Options options, LoketService service) {
    String asked = options.environment().getOrDefault(FORM_VARIABLE, "");
    if (asked.isBlank()) {
      return of(options, service, Form.JVM);
    }
    ServiceProgram executable = of(options, service, Form.NATIVE);
    return executable.isBuilt() || !LoketService.staging().contains(service)
        ? executable
        : of(options, service, Form.JVM);
  }

  public static ServiceProgram of(Options options, LoketService service, Form form) {
    return new ServiceProgram(service.title(), options.project().resolve(service.folder()), form);
  }

  /** Whether it has been built. */
  public boolean isBuilt() {
    return find().isPresent();
  }

  /**
   * The jar or the executable.
   *
   * @throws StackException when it is not built, with the command that builds it
   */
  public Path file() {
    return find().orElseThrow(() -> new StackException(name + " is not built: " + howToBuild()));
  }

  /** The command line of a process of its own. */
  public List<String> command(Options options) {
    if (form == Form.NATIVE) {
      return List.of(file().toString());
    }
    List<String> command = new ArrayList<>();
    command.add(JavaCommand.launcher());
    command.addAll(
        List.of(
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-Xss512k",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED"));
    // Started soon rather than fast in the long run, unless the environment wants it otherwise.
    command.addAll(options.javaOptions(OPTIONS_VARIABLE, "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-jar", file().toString()));
    return command;
  }

  private String howToBuild() {
    return switch (form) {
      case JVM -> "mvn -pl :" + name + " -am package -DskipTests";
      case NATIVE -> "make native SERVICE=" + name;
    };
  }

  private Optional<Path> find() {
    return switch (form) {
      case JVM -> Optional.of(module.resolve(JAR)).filter(Files::exists);
      case NATIVE -> executable();
    };
  }

  private Optional<Path> executable() {
    Path target = module.resolve("target");
    if (!Files.isDirectory(target)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(target, name + "-*-runner")) {
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
}
