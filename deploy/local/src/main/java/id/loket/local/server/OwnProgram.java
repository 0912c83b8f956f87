package id.loket.local.server;

import id.loket.local.process.JavaCommand;
import id.loket.local.process.Launch;
import id.loket.local.process.ThisProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A server of this module, in a process of its own.
 *
 * @param name names its log and process id file
 * @param mainClass in this module
 * @param arguments of the main class
 * @param libraries the jars it needs
 * @param environment variables on top of the caller's
 * @param readyUrl answers 200 when it is ready
 */
public record OwnProgram(
    String name,
    String mainClass,
    List<String> arguments,
    List<Path> libraries,
    Map<String, String> environment,
    Path folder,
    String readyUrl)
    implements ServerProgram {
  private static final int HEAP_MEBIBYTES = 48;

  @Override
  public void prepare() {
    // it makes its folder itself
  }

  @Override
  public List<Launch> launches() {
    List<Path> classPath = new ArrayList<>();
    classPath.add(ThisProgram.code());
    classPath.addAll(libraries);
    List<String> command =
        JavaCommand.of(JavaCommand.small(HEAP_MEBIBYTES), classPath, mainClass, arguments);
    return List.of(new Launch(name, command, folder).withEnvironment(environment));
  }

  @Override
  public boolean answers() throws IOException, InterruptedException {
    return HttpCall.status(HttpCall.to(readyUrl).build()) == 200;
  }
}
