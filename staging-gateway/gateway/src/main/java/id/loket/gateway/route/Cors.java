package id.loket.gateway.route;

import java.time.Duration;
import java.util.Set;

/**
 * The web pages of other origins that may call: cross-origin resource sharing.
 *
 * @param origins as browsers send them, for example {@code https://loket.example}
 * @param remembered how long a browser may remember the answer to a preflight
 */
public record Cors(Set<String> origins, Duration remembered) {

  /** Whether pages of that origin may call. */
  public boolean allows(String origin) {
    return origins.contains(origin);
  }
}
