package id.loket.gateway.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How requests are counted in Redis. */
@ConfigMapping(prefix = "loket.gateway.limits")
public interface LimitConfig {
  /** How long Redis may take to count a request; later this replica counts it alone. */
  @WithDefault("250ms")
  Duration longestAnswer();
}
