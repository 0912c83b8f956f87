package id.loket.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import id.loket.local.LoketService;
import id.loket.local.Port;
import id.loket.local.ProjectFolder;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's shell blocks, pasted from top to bottom into one shell that stops at the first
 * failure, with an older Java first on the path where there is one. Only the documented ports and
 * the data folder are replaced by those of the town.
 */
class ReadmeIT {
  private static final Duration LIMIT = Duration.ofMinutes(8);

  private Town town;
  private final ProjectFolder project = ProjectFolder.find();
  @TempDir Path folder;

  @BeforeEach
  void start() {
    town = Town.get();
    town.staging();
  }

  @AfterEach
  void stop() {
    town.organiserRefuses(0, Duration.ZERO);
  }

  /** What the README says a newcomer needs; CI tells when it was left out, and why. */
  @BeforeAll
  static void requireTools() throws Exception {
    for (String tool : List.of("bash", "curl", "jq")) {
      Process look = new ProcessBuilder("sh", "-c", "command -v " + tool).start();
      assumeThat(look.waitFor()).as(tool + " is on the path").isZero();
    }
  }

  @Test
  void everyBlockWorksAsItStandsThere() throws Exception {
    Set<String> before = filesInCheckout();
    Path script = folder.resolve("readme.sh");
    Files.writeString(
        script, "set -euo pipefail\n" + here(ShellBlocks.of(readme()).script()) + "\n");

    String said = run(script);

    assertThat(said)
        .contains("\"status\": \"CONFIRMED\"")
        .contains("urn:loket:problem:hold-refused", "refused, as it was to be")
        .contains("\"status\": \"FAILED\"", "\"reason\": \"payment-failed\"")
        .contains("\"status\": \"RESOLVED\"")
        .containsPattern("\"time_logistic_service\": \"2")
        .contains("\"status\":\"order_created\"")
        .contains("all photos are there")
        .contains("\"status\" : \"CLOSED\"", "\"visits\" : 1", "\"photosMissing\" : 0")
        .containsPattern("\"seal\" : \"[0-9a-f]{64}\"")
        .doesNotContain("null/", "UnsupportedClassVersionError", "\tat ");
    Path kept = onlyFolder();
    try (PDDocument ticket = Loader.loadPDF(kept.resolve("ticket.pdf").toFile())) {
      assertThat(ticket.getNumberOfPages()).isPositive();
    }
    assertThat(Files.readAllBytes(kept.resolve("thumb.jpg")))
        .startsWith(new byte[] {(byte) 0xff, (byte) 0xd8});
    assertThat(ImageIO.read(kept.resolve("thumb.jpg").toFile())).isNotNull();
    assertThat(filesInCheckout()).as("nothing is left in the checkout").isEqualTo(before);
  }

  private Path readme() {
    return project.resolve("README.md");
  }

  /** The same with the addresses of this town. */
  private String here(String script) {
    String changed = script;
    for (Port port : Port.values()) {
      for (String host : List.of("127.0.0.1:", "localhost:")) {
        changed =
            changed.replaceAll(
                "\\b" + host.replace(".", "\\.") + port.documented() + "\\b",
                host + "<" + town.stack().port(port) + ">");
      }
    }
    // Marked until all are replaced: one port of the town may be the documented one of another.
    return changed
        .replaceAll("(127\\.0\\.0\\.1:|localhost:)<(\\d+)>", "$1$2")
        .replace(".loket/gateway-tls", town.stack().dataFolder().resolve("gateway-tls").toString());
  }

  private String run(Path script) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", script.toString())
            .directory(project.root().toFile())
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
    environment.put(
        "LOKET_GATEWAY", "https://127.0.0.1:" + town.stack().port(LoketService.GATEWAY.port()));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    olderJava()
        .ifPresent(
            java -> environment.compute("PATH", (name, path) -> java + File.pathSeparator + path));
    Process shell = builder.start();
    shell.getOutputStream().close();
    CompletableFuture<String> said =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
              } catch (IOException e) {
                return "its output broke off: " + e;
              }
            });
    try {
      assertThat(shell.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
      assertThat(shell.exitValue()).as(said.join()).isZero();
      return said.join();
    } finally {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
  }

  /** What a newcomer may have: a Java that is too old for Loket, first on the path. */
  private static Optional<Path> olderJava() throws IOException {
    Path installed = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(installed)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(installed)) {
      return folders
          .filter(each -> each.getFileName().toString().matches(".*\\b(11|17|21)\\b.*"))
          .map(each -> each.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("java")))
          .findFirst();
    }
  }

  private Path onlyFolder() throws IOException {
    try (Stream<Path> folders = Files.list(folder.resolve("tmp"))) {
      List<Path> kept = folders.filter(each -> Files.exists(each.resolve("ticket.pdf"))).toList();
      assertThat(kept).hasSize(1);
      return kept.getFirst();
    }
  }

  private Set<String> filesInCheckout() throws IOException {
    try (Stream<Path> names = Files.list(project.root())) {
      return names
          .filter(Files::isRegularFile)
          .map(each -> each.getFileName().toString())
          .collect(Collectors.toSet());
    }
  }
}
