package id.loket.report.demand;

import id.loket.report.forecast.Counts;
import java.time.LocalDate;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What will probably be ordered of an item.
 *
 * @param days how many days ahead
 * @param expected how many, on average
 * @param atLeast exceeded or met in nine of ten cases
 * @param atMost not exceeded in nine of ten cases: enough stock for most days
 * @param ordered what was ordered in the days it is made of
 * @param knownDays how many days it is made of, today among them
 */
@Schema(
    example =
        """
        {"store": "Makassar", "item": "Kaus", "days": 7, "expected": 14.2, "atLeast": 8, "atMost": 21,
         "ordered": 60, "knownDays": 28}
        """)
public record ItemForecast(
    String store,
    String item,
    int days,
    double expected,
    int atLeast,
    int atMost,
    long ordered,
    int knownDays) {
  static final int REMEMBERED_DAYS = 90;

  /** Of an item ordered since today only, today counts as this much of a day at least. */
  private static final double LEAST_OF_A_DAY = 0.25;

  /** What is left of a day's weight a day later: after ten days, half. */
  private static final double MEMORY = 0.93;

  private static final double OFTEN = 0.9;

  /**
   * A mean per day in which recent days weigh more, and a negative binomial distribution as wide as
   * the days vary around it and as the mean itself is uncertain. Today counts as what has passed of
   * it, and says nothing about how days vary.
   *
   * @param passed how much of today has passed, from 0 to 1
   */
  static ItemForecast of(
      String store,
      String item,
      Map<LocalDate, Long> perDay,
      LocalDate today,
      double passed,
      int days) {
    LocalDate first = perDay.keySet().stream().min(LocalDate::compareTo).orElse(today);
    int known = (int) (today.toEpochDay() - first.toEpochDay()) + 1;
    double weights = known == 1 ? Math.max(passed, LEAST_OF_A_DAY) : passed;
    double sum = on(perDay, today);
    double weight = 1;
    for (int age = 1; age < known; age++) {
      weight *= MEMORY;
      sum += weight * on(perDay, today.minusDays(age));
      weights += weight;
    }
    double mean = sum / weights;
    double squares = 0;
    double ofWholeDays = 0;
    weight = 1;
    for (int age = 1; age < known; age++) {
      weight *= MEMORY;
      double error = on(perDay, today.minusDays(age)) - mean;
      squares += weight * error * error;
      ofWholeDays += weight;
    }
    double variance = ofWholeDays == 0 ? mean : Math.max(mean, squares / ofWholeDays);
    double ahead = mean * days;
    Counts counts = Counts.of(ahead, variance * days + variance / weights * days * days);
    long ordered = perDay.values().stream().mapToLong(Long::longValue).sum();
    return new ItemForecast(
        store,
        item,
        days,
        Math.round(ahead * 100) / 100.0,
        counts.quantile(1 - OFTEN),
        counts.quantile(OFTEN),
        ordered,
        known);
  }

  private static long on(Map<LocalDate, Long> perDay, LocalDate day) {
    return perDay.getOrDefault(day, 0L);
  }
}
