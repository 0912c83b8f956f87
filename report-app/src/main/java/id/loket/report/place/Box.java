package id.loket.report.place;

/** A piece of the earth's surface between two latitudes and two longitudes, in degrees. */
public record Box(double south, double west, double north, double east) {
  // more than half of a block, so that rounding loses nobody
  private static final double BLUR_DEGREES = 0.0011;

  /** This box and as much around it as a blurred position may be away from the exact one. */
  public Box widened() {
    return new Box(
        south - BLUR_DEGREES, west - BLUR_DEGREES, north + BLUR_DEGREES, east + BLUR_DEGREES);
  }
}
