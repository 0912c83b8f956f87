package id.loket.report.link;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Links that need no sign-in. */
@ConfigMapping(prefix = "loket.link")
public interface LinkConfig {
  /**
   * Signs the links: 16 characters or more, the same on all replicas; set by {@code
   * LOKET_LINK_KEY}. Without one, in development only, each start makes its own.
   */
  Optional<String> key();

  /** How long a report's reporter token is good, from when it was made. */
  @WithDefault("400d")
  Duration reporterLifetime();

  /** How long somebody may say by a link whether a resolution holds. */
  @WithDefault("90d")
  Duration resolutionLifetime();

  /** Base of the links, as people reach this service. */
  String publicUrl();
}
