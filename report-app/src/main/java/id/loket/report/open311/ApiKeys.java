package id.loket.report.open311;

import id.loket.kit.problem.Problem;
import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;

/** The keys of applications that may send reports. */
@Singleton
class ApiKeys implements ConfigurationCheck {
  private static final int SHORTEST = 16;

  private final Open311Config config;
  private final Map<String, byte[]> keys;

  ApiKeys(Open311Config config) {
    this.config = config;
    this.keys = config.keys().filter(ApiKeys::isReadable).map(ApiKeys::parse).orElse(Map.of());
  }

  @Override
  public void check(Faults faults) {
    faults.readable(
        "LOKET_OPEN311_KEYS",
        config.keys(),
        ApiKeys::parse,
        "set it to <application>=<key of " + SHORTEST + " characters or more>, more after commas");
  }

  /**
   * The application a key belongs to.
   *
   * @throws Problem {@code open311-key-needed} (403) for none and for a wrong one
   */
  String require(String key) {
    String found = null;
    byte[] given = (key == null ? "" : key).getBytes(StandardCharsets.UTF_8);
    for (Map.Entry<String, byte[]> each : keys.entrySet()) {
      // all of them are compared, and each in constant time: the time tells nothing
      if (MessageDigest.isEqual(each.getValue(), given)) {
        found = each.getKey();
      }
    }
    if (found == null) {
      throw new Problem(Open311Problems.KEY_NEEDED);
    }
    return found;
  }

  private static boolean isReadable(String text) {
    try {
      parse(text);
      return true;
    } catch (IllegalArgumentException told) {
      return false; // by check()
    }
  }

  private static Map<String, byte[]> parse(String text) {
    Map<String, byte[]> keys = new LinkedHashMap<>();
    for (String entry : text.split(",")) {
      String[] pair = entry.strip().split("=", 2);
      if (pair.length < 2 || pair[0].isBlank() || pair[1].length() < SHORTEST) {
        throw new IllegalArgumentException("an entry is not <application>=<long key>");
      }
      keys.put(pair[0], pair[1].getBytes(StandardCharsets.UTF_8));
    }
    return keys;
  }
}
