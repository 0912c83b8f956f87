package id.loket.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/device} as it is called from a shell. */
class ScriptTest {
  private static final Path SCRIPT = Path.of("..", "bin", "device").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void theProjectsJdkIsUsedWhateverJavaComesFirstOnThePath() throws Exception {
    Path old = Files.writeString(folder.resolve("java"), "#!/bin/sh\necho too old >&2\nexit 7\n");
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwx------"));
    String jdk = Path.of(System.getProperty("java.home"), "bin").toString();

    assertThat(run(folder + File.pathSeparator + jdk, "help")).startsWith("0 device FOLDER");
  }

  @Test
  void whatIsWrongEndsWithItsStatusAndALine() throws Exception {
    assertThat(run("", folder.resolve("phone").toString(), "sync"))
        .isEqualTo("1 Refused: log in first: device FOLDER login EMAIL PASSWORD\n");
  }

  private static String run(String first, String... arguments)
      throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = SCRIPT.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    if (!first.isEmpty()) {
      environment.remove("JAVA_HOME");
      environment.put("PATH", first + File.pathSeparator + environment.get("PATH"));
    }
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }
}
