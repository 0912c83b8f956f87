package id.loket.collector.batch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Closing days. */
@ConfigMapping(prefix = "loket.batch")
public interface BatchConfig {
  /** How long a call looks for photos before it lets the device ask again. */
  @WithDefault("15s")
  Duration photosFor();
}
