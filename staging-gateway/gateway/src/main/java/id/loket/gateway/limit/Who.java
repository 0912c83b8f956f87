package id.loket.gateway.limit;

import id.loket.kit.http.Sha256;

/**
 * Whose request it is.
 *
 * @param address where it came from
 * @param user the user or device that is signed in; null for nobody
 * @param key the API key that was sent; null for none
 */
public record Who(String address, String user, String key) {
  private static final int DIGEST_DIGITS = 32;

  /** Whether its requests are counted against such a limit at all. */
  boolean isCounted(LimitPolicy.Per per) {
    return per != LimitPolicy.Per.ANONYMOUS || user == null;
  }

  String as(LimitPolicy.Per per) {
    return switch (per) {
      case ADDRESS, ANONYMOUS -> "address:" + address;
      case USER -> user == null ? "address:" + address : "user:" + user;
      case KEY -> key == null ? "address:" + address : "key:" + digest(key);
    };
  }

  /** Keys are secrets: Redis is told which one it is, not what it says. */
  private static String digest(String key) {
    return Sha256.ofText(key).hex().substring(0, DIGEST_DIGITS);
  }
}
