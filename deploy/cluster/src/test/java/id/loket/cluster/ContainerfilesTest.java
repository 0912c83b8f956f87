package id.loket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.local.ProjectFolder;
import id.loket.local.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the Containerfiles say, as deploy/images/check reads them without an engine. */
class ContainerfilesTest {
  private static final Path IMAGES = ProjectFolder.find().resolve("deploy/images");
  @TempDir Path folder;

  @Test
  void imagesStartFromNothingAndRunAsNobodyInParticular() throws Exception {
    Programs.Output said = check(IMAGES);

    assertThat(said.succeeded()).as(said.text()).isTrue();
    assertThat(said.text())
        .contains("Containerfile.native", "Containerfile.jvm", "Containerfile.dev-servers");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "USER 1001:1001 | USER root | who is not root",
        "USER 1001:1001 | USER 0 | who is not root",
        "FROM scratch | FROM debian:bookworm-slim | does not start from nothing",
        "debian:bookworm-20251229-slim | debian:latest | not pinned",
        "debian:bookworm-20251229-slim | debian | not pinned",
        "USER 1001:1001 | RUN [\"/bin/true\"] | has a shell",
        "COPY --from=libraries | COPY --from=nowhere | no stage",
        "ENTRYPOINT [\"/app/service\"] | ENTRYPOINT service | is not a list",
      })
  void aMistakeIsFound(String right, String wrong, String expected) throws Exception {
    String text = Files.readString(IMAGES.resolve("Containerfile.native"));
    assertThat(text).contains(right);
    Files.writeString(folder.resolve("Containerfile.native"), text.replace(right, wrong));

    Programs.Output said = check(folder);

    assertThat(said.succeeded()).isFalse();
    assertThat(said.text()).contains(expected);
  }

  private static Programs.Output check(Path containerfiles)
      throws IOException, InterruptedException {
    return Programs.run(
        IMAGES,
        Map.of(),
        List.of("sh", IMAGES.resolve("check").toString(), "text", containerfiles.toString()));
  }
}
