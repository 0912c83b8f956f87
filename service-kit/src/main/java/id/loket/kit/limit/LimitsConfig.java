package id.loket.kit.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How much one caller may ask of this replica. Whoever is signed in is counted by user, for many
 * share an address of a mobile carrier; others are counted by address.
 */
@ConfigMapping(prefix = "loket.limits")
public interface LimitsConfig {
  /** Not where a service counts by itself what passes through it. */
  @WithDefault("true")
  boolean enabled();

  /** All numbers here are multiplied by it: tests and load tests come from one address. */
  @WithDefault("1")
  int times();

  /** What only reads, unless a class of its own names it. */
  Rate reading();

  /** Everything else, unless a class of its own names it. */
  Rate writing();

  /** Tokens nobody has sent before, which cost a signature to check; per address. */
  @WithDefault("600")
  int newTokens();

  /** Kinds of requests with limits of their own, by name. */
  Map<String, RequestClass> classes();

  /** So much in so long. */
  interface Rate {
    int perAddress();

    int perUser();

    @WithDefault("1m")
    Duration window();
  }

  /** Requests that cost more, or do more harm, than others. */
  interface RequestClass extends Rate {
    /** Which: a method and a path, {@code *} for a segment: {@code POST /reports/*&#47;media}. */
    List<String> of();
  }
}
