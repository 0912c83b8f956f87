package id.loket.gateway.route;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import id.loket.gateway.limit.LimitPolicy;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The routes file, as it is written. What it leaves out is null. */
@RegisterForReflection
record RoutesFile(
    Map<String, UpstreamEntry> upstreams,
    Map<String, LimitEntry> limits,
    List<String> entrance,
    Defaults defaults,
    List<RouteEntry> routes,
    CorsEntry cors) {

  @RegisterForReflection
  record UpstreamEntry(List<URI> urls, String health, Integer failures, Time rest) {}

  @RegisterForReflection
  record LimitEntry(LimitPolicy.Per per, Rate rate) {}

  @RegisterForReflection
  record Defaults(
      Size body,
      Time timeout,
      Time idle,
      Time longest,
      List<String> limits,
      Route.TokenRule token) {}

  @RegisterForReflection
  record RouteEntry(
      String name,
      String path,
      Set<String> methods,
      String to,
      String as,
      Route.TokenRule token,
      String role,
      Size body,
      Time timeout,
      Time idle,
      Time longest,
      List<String> limits,
      @JsonProperty("at-once") Integer atOnce,
      Boolean stream,
      Boolean keep) {}

  @RegisterForReflection
  record CorsEntry(List<String> origins, Time remembered) {}

  /** {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}. */
  @RegisterForReflection
  record Time(Duration duration) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h)");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Time of(String text) {
      Matcher parts = FORM.matcher(text);
      if (!parts.matches()) {
        throw new IllegalArgumentException("is no time: write, for example, 500ms, 30s, 5m or 1h");
      }
      long count = Long.parseLong(parts.group(1));
      return new Time(
          switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
          });
    }
  }

  /** {@code 64 kB}, {@code 2 MB}, {@code 1 GB}. */
  @RegisterForReflection
  record Size(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}) ?(B|kB|MB|GB)?");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Size of(String text) {
      Matcher parts = FORM.matcher(text);
      if (!parts.matches()) {
        throw new IllegalArgumentException("is no size: write, for example, 64 kB, 2 MB or 1 GB");
      }
      long unit =
          switch (parts.group(2)) {
            case "kB" -> 1_000L;
            case "MB" -> 1_000_000L;
            case "GB" -> 1_000_000_000L;
            case null, default -> 1L;
          };
      return new Size(Long.parseLong(parts.group(1)) * unit);
    }
  }

  /** {@code 600 per 1m}. */
  @RegisterForReflection
  record Rate(int quota, Duration window) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}) per (.+)");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Rate of(String text) {
      Matcher parts = FORM.matcher(text);
      if (!parts.matches()) {
        throw new IllegalArgumentException("is no rate: write, for example, 600 per 1m");
      }
      return new Rate(Integer.parseInt(parts.group(1)), Time.of(parts.group(2)).duration());
    }
  }
}
