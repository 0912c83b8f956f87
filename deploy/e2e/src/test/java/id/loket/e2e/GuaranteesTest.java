package id.loket.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.local.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every promise in docs/guarantees.md names a test that exists. */
class GuaranteesTest {
  private static final Pattern TEST_NAME = Pattern.compile("`(id\\.loket[\\w.]+)#(\\w+)`");
  private static final List<String> MODULES =
      List.of(
          "service-kit",
          "photo-kit",
          "client-app",
          "ticket-app",
          "payment-app",
          "report-app",
          "staging-gateway/gateway",
          "staging-gateway/collector",
          "staging-gateway/database",
          "staging-gateway/media",
          "staging-gateway/apk-ota",
          "deploy/local",
          "deploy/cluster",
          "deploy/e2e/device",
          "deploy/e2e");

  private final ProjectFolder project = ProjectFolder.find();

  @Test
  void everyPromiseNamesATestThatExists() throws IOException {
    String promises = Files.readString(project.resolve("docs/guarantees.md"));
    List<MatchResult> named = TEST_NAME.matcher(promises).results().toList();

    assertThat(named).hasSizeGreaterThan(40);
    assertThat(named.stream().filter(name -> !exists(name.group(1), name.group(2))))
        .extracting(MatchResult::group)
        .isEmpty();
  }

  @Test
  void everyRowNamesItsTest() throws IOException {
    try (Stream<String> lines = Files.lines(project.resolve("docs/guarantees.md"))) {
      assertThat(lines.filter(line -> line.startsWith("| ")).skip(1))
          .allSatisfy(
              row ->
                  assertThat(row.startsWith("| **") || TEST_NAME.matcher(row).find())
                      .as(row)
                      .isTrue());
    }
  }

  private boolean exists(String className, String method) {
    String source = "src/test/java/" + className.replace('.', '/') + ".java";
    return MODULES.stream()
        .map(module -> project.resolve(module).resolve(source))
        .anyMatch(file -> declares(file, method));
  }

  private static boolean declares(Path file, String method) {
    try {
      return Files.exists(file) && Files.readString(file).contains("void " + method + "(");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
