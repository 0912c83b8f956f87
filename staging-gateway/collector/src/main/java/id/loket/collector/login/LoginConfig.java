package id.loket.collector.login;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a login lasts. */
@ConfigMapping(prefix = "loket.login")
public interface LoginConfig {
  /** How long a device's token is good: longer than anybody is without a network. */
  @WithDefault("30d")
  Duration tokenLifetime();
}
