package id.loket.report.place;

/** A point on the earth, in degrees (WGS 84). */
public record Position(double lat, double lon) {
  /** How far a blurred position is from the exact one at most. */
  public static final double BLUR_METRES = 160;

  private static final double EARTH_RADIUS_METRES = 6_371_000;
  // 0.002 degrees: a block or two, some 220 m
  private static final double BLUR = 500;

  /** Whether these are degrees at all. */
  public static boolean isOnEarth(double lat, double lon) {
    return lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180;
  }

  /** The distance along the earth's surface (haversine). */
  public double metresTo(Position other) {
    double dLat = Math.toRadians(other.lat - lat) / 2;
    double dLon = Math.toRadians(other.lon - lon) / 2;
    double a =
        Math.pow(Math.sin(dLat), 2)
            + Math.cos(Math.toRadians(lat))
                * Math.cos(Math.toRadians(other.lat))
                * Math.pow(Math.sin(dLon), 2);
    return 2 * EARTH_RADIUS_METRES * Math.asin(Math.sqrt(Math.min(1, a)));
  }

  /** The middle of the block it lies in: what the public may know of an anonymous report. */
  public Position blurred() {
    return new Position(blurred(lat), blurred(lon));
  }

  private static double blurred(double degrees) {
    return (Math.floor(degrees * BLUR) + 0.5) / BLUR;
  }
}
