package id.loket.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.local.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @Test
  void twoStacksOfOneProcessBothKeepTheirFoldersWhenAnotherProcessStartsOne() throws Exception {
    try (DataFolder first = DataFolder.open(Options.temporary())) {
      seemsOld(first);
      try (DataFolder second = DataFolder.open(Options.temporary())) {
        seemsOld(second);

        anotherProcessStartsAStack();

        assertTrue(Files.exists(first.path()), "the first folder is there");
        assertTrue(Files.exists(second.path()), "the second folder is there");
      }
    }
  }

  @Test
  void whatAnotherStackOfThisProcessHoldsIsNotTakenFromIt(@TempDir Path folder) throws Exception {
    Options options = Options.lasting().withDataFolder(folder);
    try (DataFolder first = DataFolder.open(options)) {
      assertThrows(StackException.class, () -> DataFolder.open(options));

      assertEquals(1, otherProcess(folder.toString()).waitFor(), "another process is refused");
      assertTrue(Files.exists(first.path()));
    }
  }

  /**
   * By another process: changing a file's time opens and closes it, and that would free its lock.
   */
  private static void seemsOld(DataFolder folder) throws Exception {
    Process touch =
        new ProcessBuilder("touch", "-d", "1 hour ago", folder.path().resolve("lock").toString())
            .start();
    assertEquals(0, touch.waitFor());
  }

  private static void anotherProcessStartsAStack() throws Exception {
    assertEquals(0, otherProcess().waitFor());
  }

  private static Process otherProcess(String... folder) throws IOException {
    List<Path> classPath =
        Stream.of(System.getProperty("java.class.path").split(":")).map(Path::of).toList();
    return new ProcessBuilder(
            JavaCommand.of(
                JavaCommand.small(64), classPath, Starter.class.getName(), List.of(folder)))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Opens a temporary folder, or the one named, and lets go of it. */
  static final class Starter {
    public static void main(String[] folder) {
      Options options =
          folder.length == 0
              ? Options.temporary()
              : Options.lasting().withDataFolder(Path.of(folder[0]));
      DataFolder.open(options).close();
    }
  }
}
