package id.loket.report.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class DocumentsTest {
  private static final long CHECKS = 1L << 32;

  /**
   * A double adds whole numbers exactly up to 2⁵³ only; checks alone pass that with 2²¹ reports.
   */
  @Property
  void sumsStayExactHoweverManyReportsAMonthHas(
      @ForAll long seed, @ForAll @LongRange(min = 1, max = 1L << 26) long times) {
    double high = 0;
    double low = 0;
    BigInteger exact = BigInteger.ZERO;
    Random random = new Random(seed);
    for (int n = 0; n < 20; n++) {
      long check = random.nextLong(CHECKS);
      high += (double) (check >>> 16) * times;
      low += (double) (check & 0xFFFF) * times;
      exact = exact.add(BigInteger.valueOf(check).multiply(BigInteger.valueOf(times)));
    }

    assertThat(BigInteger.valueOf(Documents.whole(high, low))).isEqualTo(exact);
  }
}
