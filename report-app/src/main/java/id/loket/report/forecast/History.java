package id.loket.report.forecast;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many reports each cell had in each whole week, a week nobody reported anything included.
 *
 * @param firstWeek the Monday the first week begins on
 * @param weeks how many weeks, the same for every cell
 * @param counts by cell, oldest week first
 */
public record History(LocalDate firstWeek, int weeks, Map<Cell, int[]> counts) {

  /** The Monday the week with this index begins on; indices beyond the history are the future. */
  public LocalDate week(int index) {
    return firstWeek.plusWeeks(index);
  }

  /** What was known when only its first weeks had passed. */
  History until(int weeksKnown) {
    Map<Cell, int[]> known = new LinkedHashMap<>();
    counts.forEach((cell, all) -> known.put(cell, java.util.Arrays.copyOf(all, weeksKnown)));
    return new History(firstWeek, weeksKnown, known);
  }

  /** The categories that occur, and the cells of each. */
  Map<String, List<Cell>> cellsByCategory() {
    Map<String, List<Cell>> cells = new LinkedHashMap<>();
    counts
        .keySet()
        .forEach(cell -> cells.computeIfAbsent(cell.category(), c -> new ArrayList<>()).add(cell));
    return cells;
  }

  /** The weekly counts of these cells together. */
  int[] total(List<Cell> cells) {
    int[] total = new int[weeks];
    for (Cell cell : cells) {
      int[] own = counts.get(cell);
      for (int week = 0; week < weeks; week++) {
        total[week] += own[week];
      }
    }
    return total;
  }
}
