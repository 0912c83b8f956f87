package id.loket.report.forecast;

import id.loket.kit.money.Money;
import id.loket.report.forecast.Forecast.Interval;
import java.util.List;

/**
 * Which repairs to plan.
 *
 * @param spent what they cost together
 * @param left of the budget
 * @param items in order of priority: the damage most worth its money first
 * @param unpriced categories nothing is planned for, because nobody said what a repair costs
 */
public record RepairPlan(
    Money budget, int weeks, Money spent, Money left, List<Item> items, List<String> unpriced) {
  /**
   * Repairs of one category in one area.
   *
   * @param repairs how many to plan
   * @param needed how many of them will be needed, on average
   * @param open reported already and not yet repaired
   * @param expected how many more reports will come, on average
   * @param likely in four cases of five as many will come
   */
  public record Item(
      int rank,
      String area,
      String category,
      int repairs,
      double needed,
      int open,
      double expected,
      Interval likely,
      Money costEach,
      Money cost) {}
}
