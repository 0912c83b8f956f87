package id.loket.report.forecast;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Which repairs to plan for a period when the money does not reach for all. Each repair is worth
 * its category's weight times how likely it will be needed: surely, for damage that is reported and
 * not yet repaired; with the probability that at least so many reports will come, for damage still
 * to come. Repairs are taken in the order of worth per money until none fits any more. As a cell's
 * next repair is never likelier than its last one, that order leaves no better plan except for the
 * remainder that fits no whole repair.
 */
final class Priorities {
  /** A repair less likely to be needed is not planned, however much money is left. */
  static final double LEAST_LIKELY = 0.05;

  private Priorities() {}

  /**
   * What a cell needs.
   *
   * @param open reported and not yet repaired
   * @param coming how many reports will come
   * @param cost of one repair, in the currency's smallest unit in use
   * @param weight what one repair is worth beside others
   */
  record Need(Cell cell, int open, Counts coming, long cost, double weight) {
    double likelihood(int repair) {
      return coming.atLeast(repair - open);
    }
  }

  /**
   * What is planned for a cell.
   *
   * @param repairs how many
   * @param needed how many of them will be needed, on average
   */
  record Planned(Need need, int repairs, double needed) {
    long cost() {
      return repairs * need.cost();
    }
  }

  /** Cells in the order in which their first repair is taken; cells without one are left out. */
  static List<Planned> plan(List<Need> needs, long budget) {
    PriorityQueue<Next> queue = new PriorityQueue<>(Next.FIRST_BY_WORTH);
    for (int order = 0; order < needs.size(); order++) {
      queue.add(new Next(needs.get(order), order));
    }
    List<Next> taken = new ArrayList<>();
    long left = budget;
    while (!queue.isEmpty()) {
      Next next = queue.remove();
      if (next.likelihood < LEAST_LIKELY || next.need.cost() > left) {
        continue; // never likelier, and never more money: this cell is finished
      }
      left -= next.need.cost();
      if (next.repairs == 0) {
        taken.add(next);
      }
      next.take();
      queue.add(next);
    }
    return taken.stream().map(cell -> new Planned(cell.need, cell.repairs, cell.needed)).toList();
  }

  /** A cell and the repair that would be its next. */
  private static final class Next {
    static final Comparator<Next> FIRST_BY_WORTH =
        Comparator.comparingDouble((Next next) -> -next.worth())
            .thenComparingInt(next -> next.order);

    private final Need need;
    private final int order;
    private int repairs;
    private double needed;
    private double likelihood;

    Next(Need need, int order) {
      this.need = need;
      this.order = order;
      this.likelihood = need.likelihood(1);
    }

    double worth() {
      return need.weight() * likelihood / need.cost();
    }

    void take() {
      repairs++;
      needed += likelihood;
      likelihood = need.likelihood(repairs + 1);
    }
  }
}
