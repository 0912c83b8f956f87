package id.loket.local.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Tells step by step what happens, with the time since the beginning. */
final class Narrator {
  private final PrintStream out;
  private final Instant begun = Instant.now();

  Narrator(PrintStream out) {
    this.out = out;
  }

  /** Something happened. */
  void tell(String step, String what) {
    double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
    out.printf(Locale.ROOT, "  %6.1f s  %-10s %s%n", seconds, step, what);
  }

  /** More about the last step. */
  void add(String name, String what) {
    out.printf("            %-10s %s%n", name, what);
  }
}
