package id.loket.collector.login;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a login lasts. */
@ConfigMapping(prefix = "loket.login")
public interface LoginConfig {
  /**
   * How long a device's token is good. A new one is asked of client-app, which knows whether the
   * account, its password and its role are still the same.
   */
  @WithDefault("1d")
  Duration tokenLifetime();

  /** How long revoked devices are told to those who ask: longer than any token is good. */
  @WithDefault("31d")
  Duration revocationsTold();
}
