package id.loket.local.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What to start and how to end it.
 *
 * @param name names its log and its process id file
 * @param command program and arguments
 * @param environment variables on top of the caller's own
 * @param folder working folder
 * @param stop the signal that makes it end in good order: TERM or INT
 * @param patience how long a good end may take before it is killed
 */
public record Launch(
    String name,
    List<String> command,
    Map<String, String> environment,
    Path folder,
    String stop,
    Duration patience) {

  public Launch(String name, List<String> command, Path folder) {
    this(name, command, Map.of(), folder, "TERM", Duration.ofSeconds(20));
  }

  public Launch withEnvironment(Map<String, String> variables) {
    return new Launch(name, command, variables, folder, stop, patience);
  }

  public Launch stoppedBy(String signal) {
    return new Launch(name, command, environment, folder, signal, patience);
  }
}
