package id.loket.staging.exchange;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often the staging machine and the core exchange what they have. */
@ConfigMapping(prefix = "loket.exchange")
public interface ExchangeConfig {
  /**
   * How long to leave between two exchanges, however much comes in meanwhile: a duration, or {@code
   * off} for none at all.
   */
  @WithDefault("5s")
  String every();

  /** Lines of a supply that are taken in one transaction. */
  @WithDefault("500")
  int chunk();

  /** After a crash, another replica goes on then. */
  @WithDefault("30s")
  Duration lease();
}
