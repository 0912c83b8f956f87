package id.loket.kit.start;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts a service. */
@QuarkusMain
public final class Main {
  Main() {}

  public static void main(String... arguments) {
    UnreadableConfiguration.isToldInOneLine();
    Quarkus.run(arguments);
  }
}
