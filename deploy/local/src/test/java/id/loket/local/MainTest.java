package id.loket.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.local.process.ThisProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands behind the Makefile say when they cannot do what they are asked. */
class MainTest {
  @TempDir Path folder;

  private record Ended(int status, String said) {}

  @ParameterizedTest
  @ValueSource(strings = {"run", "up", "env ticket-app", "audit"})
  void aDataFolderThatCannotBeWrittenIsToldInALine(String words) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    Ended ended = run(file.resolve("data"), List.of(words.split(" ")));

    assertEquals(1, ended.status(), ended.said());
    assertTrue(ended.said().contains("LOKET_DATA=<folder>"), ended.said());
    assertFalse(ended.said().contains("\tat "), ended.said());
    assertEquals(1, ended.said().strip().lines().count(), ended.said());
  }

  @Test
  void aWordNobodyKnowsIsToldInALine() throws Exception {
    Ended ended = run(folder, List.of("fly"));

    assertEquals(2, ended.status());
    assertTrue(ended.said().startsWith("One of: run, up, down"), ended.said());
  }

  private static Ended run(Path data, List<String> words) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(ThisProgram.command(words)).redirectErrorStream(true);
    builder.environment().put("LOKET_DATA", data.toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }
}
