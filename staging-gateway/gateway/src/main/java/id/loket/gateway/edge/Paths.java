package id.loket.gateway.edge;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which paths go on. What the gateway decides by must be what the service behind reads, so
 * everything two readers could understand differently is refused.
 */
final class Paths {
  // A dot segment, an encoded dot, slash, backslash, percent or NUL, an empty segment, a backslash,
  // a path parameter: none has a meaning in Loket.
  private static final Pattern AMBIGUOUS =
      Pattern.compile("(^|/)\\.{1,2}(/|$)|%2e|%2f|%5c|%25|%00|//|\\\\|;");
  private static final String OPERATIONS = "/q";

  private Paths() {}

  static boolean isPlain(String path) {
    return path != null
        && path.startsWith("/")
        && !AMBIGUOUS.matcher(path.toLowerCase(Locale.ROOT)).find();
  }

  /** Whether it is health, metrics or other things of a service that are not for the public. */
  static boolean isForOperations(String pathBehind) {
    return pathBehind.equals(OPERATIONS) || pathBehind.startsWith(OPERATIONS + "/");
  }
}
