package id.loket.kit.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What all meters have in common: series that stay few, durations in buckets that can be added. */
@Singleton
class Meters {
  private static final int LONGEST_NAME = 24;
  private static final Pattern NAME = Pattern.compile("[A-Za-z.{}_-]*");
  private static final Set<String> TIMED_IN_BUCKETS =
      Set.of(
          "http.server.requests",
          "http.client.requests",
          "loket.webhook.lag",
          "loket.gateway.requests");
  private static final double[] BUCKETS =
      Stream.of(10L, 50L, 100L, 250L, 500L, 1000L, 2500L, 5000L, 10_000L, 60_000L, 600_000L)
          .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
          .toArray();

  /**
   * A service has two HTTP servers. One whose port is chosen when it starts has no port to be told
   * from the other by, and Prometheus takes no meters of one name with different labels: the server
   * would not listen.
   */
  @Produces
  @Singleton
  MeterFilter serversOfOneKind() {
    return MeterFilter.ignoreTags("server.port");
  }

  /** Calls to other systems are told by their path's pattern: ids would make a series each. */
  @Produces
  @Singleton
  MeterFilter paths() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        String uri = id.getName().equals("http.client.requests") ? id.getTag("uri") : null;
        return uri == null ? id : id.replaceTags(withUri(id.getTags(), pattern(uri)));
      }
    };
  }

  /** Summaries of several replicas cannot be added, histograms can. */
  @Produces
  @Singleton
  MeterFilter buckets() {
    return new MeterFilter() {
      @Override
      public DistributionStatisticConfig configure(
          Meter.Id id, DistributionStatisticConfig config) {
        return TIMED_IN_BUCKETS.contains(id.getName())
            ? DistributionStatisticConfig.builder()
                .serviceLevelObjectives(BUCKETS)
                .build()
                .merge(config)
            : config;
      }
    };
  }

  static String pattern(String path) {
    return Arrays.stream(path.split("\\?", 2)[0].split("/", -1))
        .map(part -> isName(part) ? part : "{id}")
        .collect(Collectors.joining("/"));
  }

  private static boolean isName(String part) {
    return part.length() <= LONGEST_NAME && NAME.matcher(part).matches();
  }

  private static List<Tag> withUri(List<Tag> tags, String uri) {
    return tags.stream().map(tag -> tag.getKey().equals("uri") ? Tag.of("uri", uri) : tag).toList();
  }
}
