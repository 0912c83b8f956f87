package id.loket.report.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;

/** How PostgreSQL goes about what sweeps ask. */
public final class Plans {
  private static final int FEW = 200;

  private final Database database = new Database();

  /**
   * Fails unless a question reads that index, no table as a whole, and few pages.
   *
   * @param sql with values in the place of parameters
   */
  public void requireFlat(String sql, String index) {
    String plan =
        database.query("explain (analyze, buffers, timing off) " + sql).stream()
            .map(row -> row.getString(0))
            .collect(Collectors.joining("\n"));

    assertThat(plan).contains(index).doesNotContain("Seq Scan on report", "Seq Scan on notice");
    assertThat(plan).doesNotContain("Seq Scan on media");
    assertThat(pages(plan)).as(plan).isLessThan(FEW);
  }

  /** Of the whole question: the first line that tells. */
  private static int pages(String plan) {
    return plan.lines()
        .filter(line -> line.contains("Buffers: "))
        .findFirst()
        .map(
            line ->
                java.util.regex.Pattern.compile("(?:hit|read)=(\\d+)")
                    .matcher(line)
                    .results()
                    .mapToInt(found -> Integer.parseInt(found.group(1)))
                    .sum())
        .orElse(0);
  }
}
