package id.loket.report.place;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A polygon on the map. Not for areas across the date line. */
public record Area(List<Position> corners) {
  private static final int BOX_NUMBERS = 4;
  private static final int FEWEST_CORNERS = 3;

  /**
   * Reads a box as {@code south,west,north,east} or a polygon as {@code lat lon, lat lon, …}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Area parse(String text) {
    List<String> parts = Arrays.stream(text.split(",")).map(String::strip).toList();
    return parts.getFirst().contains(" ") ? polygon(parts) : box(parts);
  }

  /** Whether a point lies within, or on the border of a box. */
  public boolean contains(Position point) {
    boolean inside = false;
    for (int i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
      Position a = corners.get(i);
      Position b = corners.get(j);
      boolean crosses = (a.lat() > point.lat()) != (b.lat() > point.lat());
      if (crosses
          && point.lon()
              < (b.lon() - a.lon()) * (point.lat() - a.lat()) / (b.lat() - a.lat()) + a.lon()) {
        inside = !inside;
      }
    }
    return inside;
  }

  /** {@code south,west,north,east} of the smallest box around it. */
  public List<Double> bounds() {
    return List.of(
        corners.stream().mapToDouble(Position::lat).min().orElseThrow(),
        corners.stream().mapToDouble(Position::lon).min().orElseThrow(),
        corners.stream().mapToDouble(Position::lat).max().orElseThrow(),
        corners.stream().mapToDouble(Position::lon).max().orElseThrow());
  }

  private static Area box(List<String> parts) {
    if (parts.size() != BOX_NUMBERS) {
      throw new IllegalArgumentException("a box has four numbers");
    }
    double[] n = parts.stream().mapToDouble(Double::parseDouble).toArray();
    if (!Position.isOnEarth(n[0], n[1])
        || !Position.isOnEarth(n[2], n[3])
        || n[0] >= n[2]
        || n[1] >= n[3]) {
      throw new IllegalArgumentException("not south,west,north,east");
    }
    return new Area(
        List.of(
            new Position(n[0], n[1]),
            new Position(n[0], n[3]),
            new Position(n[2], n[3]),
            new Position(n[2], n[1])));
  }

  private static Area polygon(List<String> parts) {
    List<Position> corners = new ArrayList<>();
    for (String part : parts) {
      String[] pair = part.split("\\s+");
      double lat = Double.parseDouble(pair[0]);
      double lon = Double.parseDouble(pair[pair.length - 1]);
      if (pair.length != 2 || !Position.isOnEarth(lat, lon)) {
        throw new IllegalArgumentException("a corner is not 'lat lon'");
      }
      corners.add(new Position(lat, lon));
    }
    if (corners.size() < FEWEST_CORNERS) {
      throw new IllegalArgumentException("a polygon has at least three corners");
    }
    return new Area(List.copyOf(corners));
  }
}
