package id.loket.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the check of dashboards and rules rests on. */
class PromQlTest {
  @Test
  void metricsAndTheLabelsTheyAreMatchedByAreFound() {
    assertThat(
            PromQl.selectors(
                "histogram_quantile(0.99, sum by (service, le) (rate(a_bucket{x=\"y(z)\",u!~\"v\"}[5m])))"
                    + " > 1e3 and max without(i) (b:c:d) or vector(0)"))
        .containsExactly(
            new PromQl.Selector("a_bucket", Set.of("x", "u")),
            new PromQl.Selector("b:c:d", Set.of()));
  }

  @Test
  void aggregationsFunctionsAndWordsAreNoMetrics() {
    assertThat(PromQl.selectors("sum(a) by (b) / on (c) group_left (d) e offset 5m unless f"))
        .extracting(PromQl.Selector::metric)
        .containsExactly("a", "e", "f");
  }
}
