package id.loket.local;

import java.io.PrintStream;

/** Where the stack tells how far it is. Called from several threads. */
@FunctionalInterface
public interface Progress {
  void say(String line);

  static Progress silent() {
    return line -> {};
  }

  /** Whole lines to a stream such as {@code System.out}. */
  static Progress to(PrintStream out) {
    return line -> {
      synchronized (out) {
        out.println(line);
        out.flush();
      }
    };
  }
}
