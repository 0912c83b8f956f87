package id.loket.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.local.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README says beside what ReadmeIT runs. */
class ReadmeTest {
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)(#[^)]*)?\\)");
  private static final Pattern TARGET = Pattern.compile("`make ([a-z-]+)");

  private final ProjectFolder project = ProjectFolder.find();

  @Test
  void bothLanguagesTellTheSameCommands() throws IOException {
    ShellBlocks english = ShellBlocks.of(project.resolve("README.md"));
    ShellBlocks indonesian = ShellBlocks.of(project.resolve("README.id.md"));

    assertThat(english.blocks()).hasSizeGreaterThan(4);
    assertThat(indonesian.commands()).isEqualTo(english.commands());
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.id.md", "CONTRIBUTING.md", "SECURITY.md"})
  void linksLeadSomewhereAndTargetsExist(String document) throws IOException {
    String text = Files.readString(project.resolve(document));
    List<String> targets =
        Pattern.compile("(?m)^([a-z-]+):")
            .matcher(Files.readString(project.resolve("Makefile")))
            .results()
            .map(each -> each.group(1))
            .toList();

    assertThat(LINK.matcher(text).results().map(link -> link.group(1)))
        .allSatisfy(link -> assertThat(project.resolve(link)).exists());
    assertThat(TARGET.matcher(text).results().map((MatchResult each) -> each.group(1)))
        .allSatisfy(target -> assertThat(targets).contains(target));
  }
}
