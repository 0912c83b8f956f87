package id.loket.report.place;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Squares of 0.005 degrees that number the earth's surface, so that an ordinary index finds what
 * lies near a point.
 */
public final class Cells {
  private static final double PER_DEGREE = 200;
  private static final long ROW = 100_000;
  private static final double METRES_PER_DEGREE = 111_195;
  private static final double SMALLEST_COSINE = 0.01;

  private Cells() {}

  /** The number of the square a point lies in. */
  public static long of(Position position) {
    return row(position.lat()) * ROW + column(position.lon());
  }

  /** The numbers of all squares that a circle touches. */
  public static List<Long> around(Position middle, double radiusMetres) {
    double dLat = radiusMetres / METRES_PER_DEGREE;
    double cosine = Math.max(SMALLEST_COSINE, Math.cos(Math.toRadians(middle.lat())));
    double dLon = dLat / cosine;
    List<Long> cells = new ArrayList<>();
    for (long row = row(middle.lat() - dLat); row <= row(middle.lat() + dLat); row++) {
      for (long column = column(middle.lon() - dLon);
          column <= column(middle.lon() + dLon);
          column++) {
        cells.add(row * ROW + column);
      }
    }
    return cells;
  }

  /**
   * The numbers of all squares that a box touches; the database numbers them alike (report.square).
   *
   * @param most so many at most
   * @return nothing when there are more
   */
  public static Optional<List<Long>> within(Box box, int most) {
    long rows = row(box.north()) - row(box.south()) + 1;
    long columns = column(box.east()) - column(box.west()) + 1;
    if (rows * columns > most) {
      return Optional.empty();
    }
    List<Long> cells = new ArrayList<>();
    for (long row = row(box.south()); row <= row(box.north()); row++) {
      for (long column = column(box.west()); column <= column(box.east()); column++) {
        cells.add(row * ROW + column);
      }
    }
    return Optional.of(cells);
  }

  /** Squares side by side, from west to east, one such row for each step from south to north. */
  public record Rows(long southmost, long northmost, long westmost, long eastmost) {}

  /** The rows of squares that a box touches. */
  public static Rows rows(Box box) {
    return new Rows(row(box.south()), row(box.north()), column(box.west()), column(box.east()));
  }

  private static long row(double lat) {
    return (long) Math.floor((lat + 90) * PER_DEGREE);
  }

  private static long column(double lon) {
    return (long) Math.floor((lon + 180) * PER_DEGREE);
  }
}
