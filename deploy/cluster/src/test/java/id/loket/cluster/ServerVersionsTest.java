package id.loket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import id.loket.local.ProjectFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Local stack, compose and clusters have the servers that deploy/supply/servers.yaml names. */
class ServerVersionsTest {
  private static final Path DEPLOY = ProjectFolder.find().resolve("deploy");
  private static final Pattern IMAGE = Pattern.compile("^\\s*(?:- )?image:\\s*(\\S+)\\s*$");
  private static final Pattern DEFAULT = Pattern.compile("\\$\\{\\w+:-(.+)}");
  private static final Pattern VERSION = Pattern.compile("(\\d+\\.\\d+)(\\.\\d+)*");
  private static final String OWN = "loket/";

  private final JsonNode table = read(DEPLOY.resolve("supply/servers.yaml"));

  @Test
  void composeAndManifestsHaveTheImagesOfTheTable() throws IOException {
    Set<String> named = new TreeSet<>();
    table.path("tools").forEach(tool -> named.add(tool.asText()));
    servers().forEach((name, server) -> named.add(server.path("image").asText("")));
    named.remove("");

    Set<String> used = new TreeSet<>();
    for (String folder : List.of("compose", "cluster", "knative", "kubernetes")) {
      used.addAll(imagesIn(DEPLOY.resolve(folder)));
    }

    assertThat(used).isEqualTo(named);
  }

  @Test
  void theLocalStackHasTheVersionsOfTheTable() throws IOException {
    for (Map.Entry<String, JsonNode> server : servers().entrySet()) {
      if (server.getValue().has("pom")) {
        String pom =
            Files.readString(ProjectFolder.find().resolve(server.getValue().path("pom").asText()));
        String version =
            server.getValue().path("pomVersion").asText(server.getValue().path("local").asText());
        assertThat(pom)
            .as(server.getKey())
            .containsPattern("version>" + Pattern.quote(version) + "</");
      }
    }
  }

  @Test
  void whereTheReleaseTestedIsNotTheOneDeployedTheTableSaysWhy() {
    servers()
        .forEach(
            (name, server) -> {
              String deployed = release(server.path("image").asText(""));
              if (!deployed.isEmpty() && !deployed.equals(release(server.path("local").asText()))) {
                assertThat(server.path("difference").asText()).as(name).isNotBlank();
              } else {
                assertThat(server.has("difference")).as(name).isFalse();
              }
            });
  }

  /** Major and minor. */
  private static String release(String version) {
    Matcher matcher = VERSION.matcher(version.substring(version.indexOf(':') + 1));
    return matcher.find() ? matcher.group(1) : "";
  }

  private Map<String, JsonNode> servers() {
    Map<String, JsonNode> servers = new TreeMap<>();
    table
        .properties()
        .forEach(
            each -> {
              if (each.getValue().isObject()) {
                servers.put(each.getKey(), each.getValue());
              }
            });
    assertThat(servers)
        .containsOnlyKeys(
            "Cassandra", "OpenSearch", "PostgreSQL", "RabbitMQ", "Redis", "S3", "SMTP");
    return servers;
  }

  private static List<String> imagesIn(Path folder) throws IOException {
    List<String> images = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(ServerVersionsTest::isManifest).toList()) {
        for (String line : Files.readAllLines(file)) {
          Matcher image = IMAGE.matcher(line);
          if (image.matches() && !image.group(1).startsWith(OWN)) {
            Matcher chosen = DEFAULT.matcher(image.group(1));
            images.add(chosen.matches() ? chosen.group(1) : image.group(1));
          }
        }
      }
    }
    return images;
  }

  private static boolean isManifest(Path file) {
    return file.toString().endsWith(".yaml") && !file.toString().contains("/target/");
  }

  private static JsonNode read(Path file) {
    try {
      return new YAMLMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
