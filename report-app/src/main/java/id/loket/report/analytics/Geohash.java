package id.loket.report.analytics;

/** Geohashes: squares of the earth, a shorter one around several longer ones. */
public final class Geohash {
  /** The length an area has: some 4.9 km each way. */
  public static final int AREA = 5;

  private static final String DIGITS = "0123456789bcdefghjkmnpqrstuvwxyz";
  private static final int BITS_PER_DIGIT = 5;

  private Geohash() {}

  /** A position in degrees. */
  public record Point(double lat, double lon) {}

  /** The square of that length a position lies in. */
  public static String of(double lat, double lon, int length) {
    double south = -90;
    double north = 90;
    double west = -180;
    double east = 180;
    StringBuilder hash = new StringBuilder(length);
    boolean eastward = true;
    while (hash.length() < length) {
      int digit = 0;
      for (int bit = 0; bit < BITS_PER_DIGIT; bit++) {
        digit <<= 1;
        if (eastward) {
          double middle = (west + east) / 2;
          if (lon >= middle) {
            digit |= 1;
            west = middle;
          } else {
            east = middle;
          }
        } else {
          double middle = (south + north) / 2;
          if (lat >= middle) {
            digit |= 1;
            south = middle;
          } else {
            north = middle;
          }
        }
        eastward = !eastward;
      }
      hash.append(DIGITS.charAt(digit));
    }
    return hash.toString();
  }

  /** Whether a text is a geohash at all. */
  public static boolean isOne(String text) {
    return !text.isEmpty()
        && text.length() <= 12
        && text.chars().allMatch(digit -> DIGITS.indexOf(digit) >= 0);
  }

  /** The middle of a square. */
  public static Point middle(String hash) {
    double south = -90;
    double north = 90;
    double west = -180;
    double east = 180;
    boolean eastward = true;
    for (int at = 0; at < hash.length(); at++) {
      int digit = DIGITS.indexOf(hash.charAt(at));
      for (int bit = BITS_PER_DIGIT - 1; bit >= 0; bit--) {
        boolean upper = (digit >> bit & 1) == 1;
        if (eastward) {
          double middle = (west + east) / 2;
          west = upper ? middle : west;
          east = upper ? east : middle;
        } else {
          double middle = (south + north) / 2;
          south = upper ? middle : south;
          north = upper ? north : middle;
        }
        eastward = !eastward;
      }
    }
    return new Point((south + north) / 2, (west + east) / 2);
  }
}
