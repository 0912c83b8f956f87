package id.loket.collector.login;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The API level of a phone's Android: what it can install depends on it. */
final class AndroidLevel {
  private static final Pattern ANDROID = Pattern.compile("(?i)android (\\d+)(?:\\.(\\d+))?.*");

  /** Levels are counted by themselves: until Android 12 the second number matters. */
  private static final Map<String, Integer> LEVELS =
      Map.ofEntries(
          Map.entry("5.0", 21),
          Map.entry("5.1", 22),
          Map.entry("6.0", 23),
          Map.entry("7.0", 24),
          Map.entry("7.1", 25),
          Map.entry("8.0", 26),
          Map.entry("8.1", 27),
          Map.entry("9.0", 28),
          Map.entry("10.0", 29),
          Map.entry("11.0", 30),
          Map.entry("12.0", 31),
          Map.entry("12.1", 32),
          Map.entry("13.0", 33),
          Map.entry("14.0", 34),
          Map.entry("15.0", 35),
          Map.entry("16.0", 36));

  private AndroidLevel() {}

  /** What the device says, or what the name of its system tells; empty when that is not known. */
  static Optional<Integer> of(LogIn.Device device) {
    if (device.sdk() != null) {
      return Optional.of(device.sdk());
    }
    Matcher android = ANDROID.matcher(device.system().strip());
    if (!android.matches()) {
      return Optional.empty();
    }
    String second = android.group(2) == null ? "0" : android.group(2);
    return Optional.ofNullable(LEVELS.get(android.group(1) + "." + second));
  }
}
