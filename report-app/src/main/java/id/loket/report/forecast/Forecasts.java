package id.loket.report.forecast;

import id.loket.kit.money.Money;
import id.loket.kit.problem.Problem;
import id.loket.report.analytics.AnalyticsConfig;
import id.loket.report.analytics.Damage;
import id.loket.report.analytics.Damage.WeekCount;
import id.loket.report.analytics.Etl;
import id.loket.report.analytics.Geohash;
import id.loket.report.forecast.Forecast.ExpectedWeek;
import id.loket.report.forecast.Forecast.Interval;
import id.loket.report.forecast.Priorities.Need;
import id.loket.report.forecast.Priorities.Planned;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Forecasts of damage, and what to do about it with the money there is. */
@Singleton
public class Forecasts {
  private static final int LEAST_WEEKS = 12;
  private static final int MOST_ITEMS = 250;
  private static final int YEAR = 52;
  private static final double LIKELY = 0.80;
  private static final double NEARLY_CERTAIN = 0.95;

  private final Damage damage;
  private final Etl etl;
  private final RepairCostStore costs;
  private final AnalyticsConfig config;
  private volatile Learned learned;

  Forecasts(Damage damage, Etl etl, RepairCostStore costs, AnalyticsConfig config) {
    this.damage = damage;
    this.etl = etl;
    this.costs = costs;
    this.config = config;
  }

  /**
   * What was learned, kept until there are other reports or another week.
   *
   * @param edition of the reports it was learned from
   */
  private record Learned(String edition, History history, Model model, Uni<BackTest> backTest) {}

  /**
   * Foretells the next weeks.
   *
   * @param area the beginning of a geohash, or null for everywhere
   * @param category its code, or null for all
   */
  Uni<ForecastsView> forecast(String area, String category, int weeks) {
    if (area != null && (!Geohash.isOne(area) || area.length() > Geohash.AREA)) {
      throw Problem.invalid("area", "field.area", Geohash.AREA);
    }
    return learned()
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(known -> view(known, area, category, weeks));
  }

  /** How good forecasts would have been. */
  Uni<BackTest> backTest() {
    return learned().chain(Learned::backTest);
  }

  /** Which repairs to plan. */
  Uni<RepairPlan> plan(PlanRepairs wanted) {
    if (!wanted.budget().hasKnownCurrency()) {
      throw Problem.invalid("budget.currency", "field.currency");
    }
    return Uni.combine()
        .all()
        .unis(learned(), damage.open(), costs.all())
        .asTuple()
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(known -> plan(wanted, known.getItem1(), known.getItem2(), known.getItem3()));
  }

  private Uni<Learned> learned() {
    LocalDate monday =
        LocalDate.now(config.zone()).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    return etl.edition()
        .chain(
            reports -> {
              String edition = reports + "@" + monday;
              Learned known = learned;
              return known != null && known.edition().equals(edition)
                  ? Uni.createFrom().item(known)
                  : learn(edition, monday);
            });
  }

  private Uni<Learned> learn(String edition, LocalDate monday) {
    return damage
        .weekly(monday)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            counts -> {
              History history = history(counts, monday);
              Uni<BackTest> backTest =
                  Uni.createFrom()
                      .item(() -> BackTest.of(history).orElseThrow(Forecasts::tooLittle))
                      .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                      .memoize()
                      .indefinitely();
              return new Learned(edition, history, Model.learn(history), backTest);
            })
        .invoke(known -> learned = known);
  }

  /** Whole weeks only: the first is not, as nobody knows when in it the first report was due. */
  static History history(List<WeekCount> counts, LocalDate monday) {
    LocalDate first =
        counts.stream()
            .map(WeekCount::week)
            .min(Comparator.naturalOrder())
            .map(week -> week.plusWeeks(1))
            .orElseThrow(Forecasts::tooLittle);
    int weeks = (int) ChronoUnit.WEEKS.between(first, monday);
    if (weeks < LEAST_WEEKS) {
      throw tooLittle();
    }
    Map<Cell, int[]> byCell = new LinkedHashMap<>();
    counts.stream()
        .sorted(Comparator.comparing(WeekCount::category).thenComparing(WeekCount::area))
        .filter(count -> !count.week().isBefore(first))
        .forEach(
            count ->
                byCell
                        .computeIfAbsent(
                            new Cell(count.area(), count.category()), cell -> new int[weeks])[
                        (int) ChronoUnit.WEEKS.between(first, count.week())] +=
                    count.reports());
    return new History(first, weeks, byCell);
  }

  private static Problem tooLittle() {
    return new Problem(ForecastProblems.TOO_LITTLE_HISTORY, LEAST_WEEKS);
  }

  private static ForecastsView view(Learned known, String area, String category, int weeks) {
    List<Cell> cells =
        known.history().counts().keySet().stream()
            .filter(cell -> category == null || cell.category().equals(category))
            .filter(cell -> area == null || cell.area().startsWith(area))
            .toList();
    List<Forecast> items =
        cells.stream()
            .sorted(
                Comparator.comparingDouble(
                    cell -> -known.model().expectedWithin(cell, weeks).mean()))
            .limit(MOST_ITEMS)
            .map(cell -> forecast(known, cell.area(), cell.category(), List.of(cell), weeks))
            .toList();
    return new ForecastsView(
        known.history().firstWeek(),
        known.history().weeks(),
        forecast(known, area, category, cells, weeks),
        items);
  }

  private static Forecast forecast(
      Learned known, String area, String category, List<Cell> cells, int weeks) {
    History history = known.history();
    List<ExpectedWeek> expected = new ArrayList<>();
    for (int ahead = 1; ahead <= weeks; ahead++) {
      double mean = 0;
      double variance = 0;
      for (Cell cell : cells) {
        Counts counts = known.model().expected(cell, ahead);
        mean += counts.mean();
        variance += counts.variance();
      }
      Counts sum = Counts.of(mean, variance);
      expected.add(
          new ExpectedWeek(
              history.week(history.weeks() - 1 + ahead),
              mean,
              Forecast.interval(sum, LIKELY),
              Forecast.interval(sum, NEARLY_CERTAIN)));
    }
    int[] total = history.total(cells);
    List<Forecast.WeekCount> lastYear = new ArrayList<>();
    for (int week = Math.max(0, history.weeks() - YEAR); week < history.weeks(); week++) {
      lastYear.add(new Forecast.WeekCount(history.week(week), total[week]));
    }
    return new Forecast(area, category, lastYear, expected);
  }

  private static RepairPlan plan(
      PlanRepairs wanted, Learned known, List<WeekCount> open, Map<String, Money> categoryCosts) {
    String currency = wanted.budget().currency();
    Map<Cell, Integer> backlog = new HashMap<>();
    open.forEach(count -> backlog.put(new Cell(count.area(), count.category()), count.reports()));
    Set<Cell> cells = new java.util.LinkedHashSet<>(known.history().counts().keySet());
    cells.addAll(backlog.keySet());
    Set<String> unpriced = new TreeSet<>();
    List<Need> needs = new ArrayList<>();
    for (Cell cell : cells) {
      Long cost = wanted.costs().get(cell.category());
      Money own = categoryCosts.get(cell.category());
      if (cost == null && own != null && own.currency().equals(currency)) {
        cost = own.amount();
      }
      if (cost == null) {
        unpriced.add(cell.category());
        continue;
      }
      Counts coming =
          known.history().counts().containsKey(cell)
              ? known.model().expectedWithin(cell, wanted.weeks())
              : Counts.of(0, 0);
      needs.add(
          new Need(
              cell,
              backlog.getOrDefault(cell, 0),
              coming,
              cost,
              wanted.weights().getOrDefault(cell.category(), 1.0)));
    }
    List<RepairPlan.Item> items = new ArrayList<>();
    long spent = 0;
    for (Planned planned : Priorities.plan(needs, wanted.budget().amount())) {
      spent += planned.cost();
      items.add(item(items.size() + 1, planned, currency));
    }
    return new RepairPlan(
        wanted.budget(),
        wanted.weeks(),
        new Money(spent, currency),
        new Money(wanted.budget().amount() - spent, currency),
        items,
        List.copyOf(unpriced));
  }

  private static RepairPlan.Item item(int rank, Planned planned, String currency) {
    Need need = planned.need();
    Interval likely = Forecast.interval(need.coming(), LIKELY);
    return new RepairPlan.Item(
        rank,
        need.cell().area(),
        need.cell().category(),
        planned.repairs(),
        planned.needed(),
        need.open(),
        need.coming().mean(),
        likely,
        new Money(need.cost(), currency),
        new Money(planned.cost(), currency));
  }
}
