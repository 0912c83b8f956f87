package id.loket.report.analytics;

import java.util.List;

/**
 * Where reports are, as GeoJSON (RFC 7946): a point in the middle of every square that has any.
 *
 * @param truncated whether there were more squares than are shown, the fullest first
 */
public record HeatMap(String type, List<Feature> features, boolean truncated) {
  /** A square. */
  public record Feature(String type, Geometry geometry, Properties properties) {}

  /**
   * Its middle.
   *
   * @param coordinates longitude, latitude
   */
  public record Geometry(String type, List<Double> coordinates) {}

  /**
   * What is in it.
   *
   * @param weight its reports ÷ those of the fullest square, for colouring
   */
  public record Properties(String geohash, long reports, double weight) {}
}
