package id.loket.ota.ping;

import java.util.HashSet;
import java.util.Set;

/**
 * How an update went, device by device.
 *
 * @param installed devices that have it, however often they had to try
 * @param failed devices that tried and do not have it
 */
public record Tally(int installed, int failed) {
  private static final int PER_CENT = 100;

  /** Counts devices: one that failed and then succeeded has it. */
  static Tally of(Set<String> installed, Set<String> failed) {
    Set<String> without = new HashSet<>(failed);
    without.removeAll(installed);
    return new Tally(installed.size(), without.size());
  }

  /** With one device more, which had not said it before. */
  Tally plus(Outcome outcome) {
    return outcome == Outcome.FAILED
        ? new Tally(installed, failed + 1)
        : new Tally(installed + 1, failed);
  }

  /**
   * Whether so many failed that nobody else should be offered it.
   *
   * @param mostFailures the share that may fail, in per cent
   * @param fewestReports how many devices must have reported
   */
  boolean isAlarming(int mostFailures, int fewestReports) {
    int all = installed + failed;
    return all >= fewestReports && (long) failed * PER_CENT > (long) mostFailures * all;
  }
}
