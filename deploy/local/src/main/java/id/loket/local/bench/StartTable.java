package id.loket.local.bench;

import id.loket.local.service.ServiceProgram.Form;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The figures of all programs side by side. */
final class StartTable {
  private static final String ROW = "  %-13s %-7s %9s %8s %10s %12s %12s %8s%n";

  private StartTable() {}

  static void print(List<StartFigures> all, int starts, int requests) {
    Duration floor =
        all.stream()
            .filter(each -> each.program().name().equals("floor"))
            .filter(each -> each.program().form() == Form.NATIVE)
            .map(StartFigures::start)
            .findFirst()
            .orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "%nStart: median of %d, until the first answer with 200; memory: resident;"
            + " loaded: after %,d requests%n%n",
        starts,
        requests);
    System.out.printf(ROW, "", "", "start", "÷ floor", "idle", "loaded", "requests/s", "size");
    for (StartFigures each : all) {
      System.out.printf(
          ROW,
          each.program().name(),
          each.program().form() == Form.NATIVE ? "native" : "JVM",
          "%d ms".formatted(each.start().toMillis()),
          String.format(Locale.ROOT, "%.1f", (double) each.start().toNanos() / floor.toNanos()),
          each.idle() + " MiB",
          each.loaded() + " MiB",
          String.format(Locale.ROOT, "%,.0f", each.rate()),
          each.mebibytes() + " MiB");
    }
    System.out.println();
  }
}
