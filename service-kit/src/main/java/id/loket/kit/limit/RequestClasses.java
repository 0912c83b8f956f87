package id.loket.kit.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which limit a request is counted against. */
final class RequestClasses {
  private static final List<String> READING = List.of("GET", "HEAD", "OPTIONS");

  private final List<Pattern> patterns = new ArrayList<>();
  private final Limits reading;
  private final Limits writing;

  RequestClasses(LimitsConfig config) {
    reading = limits("reading", config.reading(), config.times());
    writing = limits("writing", config.writing(), config.times());
    config
        .classes()
        .forEach(
            (name, requests) -> {
              Limits limits = limits(name, requests, config.times());
              requests.of().forEach(text -> patterns.add(Pattern.of(text, limits)));
            });
  }

  /**
   * The limits of one class.
   *
   * @param address for those who are not signed in
   * @param user for those who are
   */
  record Limits(Quota address, Quota user) {}

  private static Limits limits(String name, LimitsConfig.Rate rate, int times) {
    return new Limits(
        quota(name, rate.perAddress(), times, rate.window()),
        quota(name, rate.perUser(), times, rate.window()));
  }

  static Quota quota(String name, int requests, int times, Duration window) {
    return new Quota(name, (int) Math.min((long) requests * times, Integer.MAX_VALUE), window);
  }

  Limits of(String method, String path) {
    String[] segments = segments(path);
    for (Pattern pattern : patterns) {
      if (pattern.matches(method, segments)) {
        return pattern.limits;
      }
    }
    return READING.contains(method) ? reading : writing;
  }

  private static String[] segments(String path) {
    String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return bare.split("/", -1);
  }

  private record Pattern(String method, String[] segments, Limits limits) {
    static Pattern of(String text, Limits limits) {
      String[] parts = text.strip().split("\\s+");
      if (parts.length != 2 || !parts[1].startsWith("/")) {
        throw new IllegalArgumentException("'" + text + "' is no method and path");
      }
      return new Pattern(
          parts[0].toUpperCase(Locale.ROOT), RequestClasses.segments(parts[1]), limits);
    }

    boolean matches(String asked, String[] path) {
      if (path.length != segments.length || !(method.equals(asked) || method.equals("*"))) {
        return false;
      }
      for (int i = 0; i < path.length; i++) {
        if (!segments[i].equals("*") && !segments[i].equals(path[i])) {
          return false;
        }
      }
      return true;
    }
  }
}
