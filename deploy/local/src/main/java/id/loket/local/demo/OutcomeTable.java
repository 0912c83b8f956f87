package id.loket.local.demo;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Outcomes counted: how many, what share, how long. */
record OutcomeTable(List<Outcome> outcomes) {
  private static final String ROW = "  %-40s %5d  %4.0f %%  %6.1f s  %6.1f s%n";

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        "  %-40s %5s  %6s  %8s  %8s%n".formatted("outcome", "count", "share", "median", "p95"));
    Map<String, List<Duration>> byName =
        outcomes.stream()
            .collect(
                Collectors.groupingBy(
                    Outcome::name, Collectors.mapping(Outcome::took, Collectors.toList())));
    byName.entrySet().stream()
        .sorted(Comparator.comparingInt(each -> -each.getValue().size()))
        .forEach(each -> text.append(row(each.getKey(), each.getValue())));
    text.append(row("all", outcomes.stream().map(Outcome::took).toList()));
    return text.toString();
  }

  private String row(String name, List<Duration> took) {
    return ROW.formatted(
        name,
        took.size(),
        100.0 * took.size() / outcomes.size(),
        seconds(took, 0.5),
        seconds(took, 0.95));
  }

  /** The smallest duration that this share of all does not exceed. */
  private static double seconds(List<Duration> took, double share) {
    List<Duration> sorted = took.stream().sorted().toList();
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, index)).toMillis() / 1000.0;
  }
}
