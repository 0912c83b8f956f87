package id.loket.staging.person;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How this service learns which users were deleted. */
@ConfigMapping(prefix = "loket.person")
public interface PersonConfig {
  /** Who knows: client-app. */
  String clientUrl();

  /** How often it is asked. */
  @WithDefault("1m")
  String every();

  /** How long it may take to answer. */
  @WithDefault("5s")
  Duration timeout();
}
