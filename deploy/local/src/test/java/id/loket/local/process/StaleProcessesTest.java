package id.loket.local.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleProcessesTest {
  @TempDir Path data;

  @Test
  void whatWasLeftRunningIsEnded() throws Exception {
    RunFolder folder = RunFolder.in(data);
    ChildProcess left =
        ChildProcess.start(new Launch("left", List.of("sleep", "600"), data), folder);

    assertEquals(List.of("left"), StaleProcesses.end(folder));

    assertFalse(left.isAlive());
    assertEquals(List.of(), StaleProcesses.end(folder));
  }

  @Test
  void aProcessThatOnlyHasTheSameNumberIsLeftAlone() throws Exception {
    RunFolder folder = RunFolder.in(data);
    ChildProcess stranger =
        ChildProcess.start(new Launch("stranger", List.of("sleep", "600"), data), folder);
    Files.writeString(folder.pids().resolve("stranger.pid"), stranger.pid() + "\n12345\n");

    assertEquals(List.of(), StaleProcesses.end(folder));

    assertTrue(stranger.isAlive());
    stranger.kill();
  }
}
