package id.loket.report.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class CountsTest {
  @Test
  void aPoissonDistributionIsTheOneOfTheTables() {
    Counts three = Counts.of(3, 3);

    assertThat(three.quantile(0.5)).isEqualTo(3);
    assertThat(three.quantile(0.95)).isEqualTo(6);
    assertThat(three.atLeast(1)).isCloseTo(0.9502, within(0.0001));
    assertThat(three.atLeast(5)).isCloseTo(0.1847, within(0.0001));
  }

  @Test
  void aNegativeBinomialDistributionHasHeavierTails() {
    Counts varied = Counts.of(3, 9);

    assertThat(varied.variance()).isCloseTo(9, within(1e-9));
    assertThat(varied.atLeast(10)).isGreaterThan(10 * Counts.of(3, 3).atLeast(10));
  }

  @Property(tries = 300)
  void quantilesAndProbabilitiesAgree(
      @ForAll @DoubleRange(min = 0.01, max = 900) double mean,
      @ForAll @DoubleRange(min = 1, max = 8) double dispersion,
      @ForAll @DoubleRange(min = 0.02, max = 0.98) double probability) {
    Counts counts = Counts.of(mean, mean * dispersion);

    int quantile = counts.quantile(probability);

    assertThat(1 - counts.atLeast(quantile + 1)).isGreaterThanOrEqualTo(probability - 0.01);
    assertThat(1 - counts.atLeast(quantile)).isLessThanOrEqualTo(probability + 0.01);
    assertThat(counts.atLeast(quantile)).isGreaterThanOrEqualTo(counts.atLeast(quantile + 1));
  }

  @Test
  void nothingComesFromNothing() {
    Counts none = Counts.of(0, 0);

    assertThat(none.quantile(0.99)).isZero();
    assertThat(none.atLeast(1)).isZero();
    assertThat(none.atLeast(0)).isEqualTo(1);
  }
}
