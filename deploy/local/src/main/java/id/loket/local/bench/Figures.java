package id.loket.local.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Numbers made readable. */
final class Figures {
  private Figures() {}

  /** The smallest of these that the given share of all does not exceed. */
  static Duration percentile(List<Duration> all, double share) {
    List<Duration> sorted = all.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return Duration.ZERO;
    }
    return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f s", time.toNanos() / 1e9);
  }

  static String perSecond(double rate) {
    return String.format(Locale.ROOT, "%,.0f /s", rate);
  }

  static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  static void row(String name, String value) {
    System.out.printf("  %-62s %s%n", name, value);
  }
}
