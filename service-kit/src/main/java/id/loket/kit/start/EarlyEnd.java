package id.loket.kit.start;

import io.quarkus.runtime.LaunchMode;
import java.io.PrintStream;

/**
 * Ends a start with one line and an exit code, before anything runs that would have to be closed.
 */
public final class EarlyEnd {
  private EarlyEnd() {}

  /** It went well, and there is nothing more to do. */
  public static RuntimeException done(String line) {
    return end(System.out, line, 0);
  }

  /**
   * It cannot go on. In development and tests the process is not ours to end: the result is to be
   * thrown.
   */
  public static RuntimeException failed(String line, int exitCode) {
    return end(System.err, line, exitCode);
  }

  private static RuntimeException end(PrintStream out, String line, int exitCode) {
    if (!LaunchMode.current().isDevOrTest()) {
      out.println(line);
      out.flush();
      Runtime.getRuntime().halt(exitCode);
    }
    return new IllegalStateException(line);
  }
}
