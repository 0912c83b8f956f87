package id.loket.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import id.loket.local.ProjectFolder;
import id.loket.local.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An overlay of the manifests, and what Kustomize makes of it. */
enum Overlay {
  KNATIVE_DEV("knative/overlays/dev", false),
  KNATIVE_PROD("knative/overlays/prod", true),
  KUBERNETES_DEV("kubernetes/overlays/dev", false),
  KUBERNETES_PROD("kubernetes/overlays/prod", true);

  static final List<String> FOLDERS = List.of("cluster", "knative", "kubernetes");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern KUSTOMIZE = Pattern.compile("v([0-9]+)\\.([0-9]+)\\.");
  private static final int OLDEST_MAJOR = 4;

  private final String path;
  private final boolean production;

  Overlay(String path, boolean production) {
    this.path = path;
    this.production = production;
  }

  /** Below the deploy folder. */
  String path() {
    return path;
  }

  boolean isProduction() {
    return production;
  }

  /** Its rendered manifests, out of a copy of the project's deploy folder. */
  List<JsonNode> renderIn(Path deploy, List<String> kustomize)
      throws IOException, InterruptedException {
    return render(kustomize, deploy.resolve(path));
  }

  /** The manifests that a folder with a kustomization makes. */
  static List<JsonNode> render(List<String> kustomize, Path kustomization)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(kustomize);
    command.add(kustomization.toString());
    Programs.Output output = Programs.run(kustomization, Map.of(), command);
    if (!output.succeeded()) {
      throw new AssertionError(String.join(" ", command) + " failed:\n" + output.text());
    }
    return parse(output.text());
  }

  /** The documents of a YAML file. */
  static List<JsonNode> parse(String text) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    YAML.readerFor(JsonNode.class).<JsonNode>readValues(text).forEachRemaining(documents::add);
    return documents;
  }

  /**
   * The command that renders: kubectl's Kustomize, or Kustomize itself, of a version that knows
   * components.
   */
  static Optional<List<String>> kustomize() throws IOException, InterruptedException {
    for (List<String> program :
        List.of(List.of("kubectl", "kustomize"), List.of("kustomize", "build"))) {
      if (Programs.find(program.getFirst()).isPresent() && isNewEnough(program.getFirst())) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  private static boolean isNewEnough(String program) throws IOException, InterruptedException {
    List<String> ask =
        program.equals("kubectl")
            ? List.of("kubectl", "version", "--client")
            : List.of("kustomize", "version");
    String said = Programs.run(Path.of("."), Map.of(), ask).text();
    String version =
        said.lines()
            .filter(line -> line.contains("ustomize") || line.startsWith("v"))
            .reduce((first, last) -> last)
            .orElse("");
    Matcher number = KUSTOMIZE.matcher(version);
    return number.find() && Integer.parseInt(number.group(1)) >= OLDEST_MAJOR;
  }

  /** A copy of the manifests with secrets made for it, so that a checkout's own stay out of it. */
  static Path copyTo(Path folder) throws IOException {
    Path deploy = ProjectFolder.find().resolve("deploy");
    for (String each : FOLDERS) {
      try (Stream<Path> files = Files.walk(deploy.resolve(each))) {
        for (Path file : files.filter(Overlay::isManifest).toList()) {
          Path copy = folder.resolve(deploy.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
    DevSecrets.writeTo(folder.resolve("cluster/dev/secrets"));
    return folder;
  }

  private static boolean isManifest(Path file) {
    String name = file.toString();
    return Files.isRegularFile(file)
        && !name.contains("/src/")
        && !name.contains("/target/")
        && !name.contains("/secrets/");
  }
}
