package id.loket.gateway.edge;

import io.vertx.core.http.impl.HttpUtils;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path as everything decides by it and as it is sent on: what the gateway decides by must be what
 * the service behind reads. What two readers could understand differently is refused; what has
 * several spellings of one meaning gets the one spelling that services' routers use.
 */
final class Paths {
  // An encoded slash, backslash, percent or NUL, an empty segment, a backslash, a path parameter, a
  // dot segment however its dots are written: none has a meaning in Loket.
  private static final Pattern AMBIGUOUS =
      Pattern.compile("(^|/)(\\.|%2e){1,2}(/|$)|%2f|%5c|%25|%00|//|\\\\|;");
  private static final Pattern WRITABLE = Pattern.compile("[!-~&&[^#]]*");
  private static final Pattern PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");
  private static final String OPERATIONS = "/q";

  private Paths() {}

  /**
   * The one spelling of a path: letters, digits and {@code -._~} are not encoded (RFC 3986
   * §6.2.2.2), and there is no slash at its end.
   *
   * @return empty for one that is ambiguous, or no path at all
   */
  static Optional<String> normalised(String path) {
    if (path == null
        || !path.startsWith("/")
        || !WRITABLE.matcher(path).matches()
        || PERCENT.matcher(path).find()
        || AMBIGUOUS.matcher(path.toLowerCase(Locale.ROOT)).find()) {
      return Optional.empty();
    }
    String decoded = HttpUtils.normalizePath(path);
    return Optional.of(
        decoded.length() > 1 && decoded.endsWith("/")
            ? decoded.substring(0, decoded.length() - 1)
            : decoded);
  }

  /** Whether a query can be sent on as it is; null is none. */
  static boolean isWritable(String query) {
    return query == null || WRITABLE.matcher(query).matches();
  }

  /** Whether it is health, metrics or other things of a service that are not for the public. */
  static boolean isForOperations(String pathBehind) {
    return pathBehind.equals(OPERATIONS) || pathBehind.startsWith(OPERATIONS + "/");
  }
}
