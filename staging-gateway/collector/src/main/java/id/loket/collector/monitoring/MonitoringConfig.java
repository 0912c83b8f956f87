package id.loket.collector.monitoring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The live view of collectors. */
@ConfigMapping(prefix = "loket.monitoring")
public interface MonitoringConfig {
  /** How often the database is asked while somebody watches. */
  @WithDefault("2s")
  Duration every();

  /** Watchers a replica serves at once; another one is told to come again. */
  @WithDefault("100")
  int mostWatchers();
}
