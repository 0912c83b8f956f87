package id.loket.media.revocation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How media learns which devices were revoked. */
@ConfigMapping(prefix = "loket.revocation")
public interface RevocationConfig {
  /** Who knows. */
  String collectorUrl();

  /** How often it is asked: so long a stolen device may go on while everything works. */
  @WithDefault("10s")
  Duration every();

  /** How long it may take to answer. */
  @WithDefault("3s")
  Duration timeout();

  /** The most devices that are remembered; a longer list is taken for a mistake. */
  @WithDefault("100000")
  int most();
}
