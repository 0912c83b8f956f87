package id.loket.report.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.report.forecast.Priorities.Need;
import id.loket.report.forecast.Priorities.Planned;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PrioritiesTest {
  @Test
  void whatIsReportedComesBeforeWhatMayCome() {
    Need reported = need("a", 2, 0, 100, 1);
    Need expected = need("b", 0, 1, 100, 1);

    List<Planned> plan = Priorities.plan(List.of(expected, reported), 200);

    assertThat(plan).singleElement().extracting(Planned::need).isEqualTo(reported);
    assertThat(plan.getFirst().repairs()).isEqualTo(2);
    assertThat(plan.getFirst().needed()).isEqualTo(2);
  }

  @Test
  void cheapRepairsComeBeforeDearOnesOfTheSameWorth() {
    List<Planned> plan =
        Priorities.plan(List.of(need("dear", 5, 0, 1000, 1), need("cheap", 5, 0, 10, 1)), 1050);

    assertThat(plan).extracting(each -> each.need().cell().area()).containsExactly("cheap", "dear");
    assertThat(plan).extracting(Planned::repairs).containsExactly(5, 1);
  }

  @Test
  void weightOutweighsCost() {
    List<Planned> plan =
        Priorities.plan(List.of(need("light", 1, 0, 10, 1), need("heavy", 1, 0, 50, 100)), 50);

    assertThat(plan).singleElement().extracting(each -> each.need().weight()).isEqualTo(100.0);
  }

  @Test
  void moneyIsNotSpentOnWhatWillHardlyBeNeeded() {
    List<Planned> plan = Priorities.plan(List.of(need("a", 0, 3, 1, 1)), 1_000_000);

    assertThat(plan.getFirst().repairs()).isEqualTo(Counts.of(3, 3).quantile(0.95));
  }

  @Property(tries = 200)
  void theBudgetHoldsAndNothingNeededIsLeftThatWouldFit(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 9) Integer> costs,
      @ForAll @IntRange(min = 0, max = 120) int budget) {
    List<Need> needs = costs.stream().map(cost -> need("a" + cost, cost, 2, cost, 1)).toList();

    List<Planned> plan = Priorities.plan(needs, budget);

    long spent = plan.stream().mapToLong(Planned::cost).sum();
    assertThat(spent).isLessThanOrEqualTo(budget);
    for (Need need : needs) {
      int planned =
          plan.stream().filter(each -> each.need() == need).mapToInt(Planned::repairs).sum();
      if (need.cost() <= budget - spent) {
        assertThat(need.likelihood(planned + 1)).isLessThan(Priorities.LEAST_LIKELY);
      }
    }
  }

  private static Need need(String area, int open, double coming, long cost, double weight) {
    return new Need(new Cell(area, "lamp"), open, Counts.of(coming, coming), cost, weight);
  }
}
