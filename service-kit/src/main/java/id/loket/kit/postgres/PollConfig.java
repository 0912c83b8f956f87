package id.loket.kit.postgres;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often the database is asked for work that is due. */
@ConfigMapping(prefix = "loket.poll")
public interface PollConfig {
  /**
   * While this replica knows of no work: how much later than by others, at most, it takes up what
   * one that died has left. What waits for a time is asked for at that time. Shorter than the
   * silence after which a connection is closed.
   */
  @WithDefault("5s")
  Duration atRest();

  /** How long after work was known of it is asked for every second. */
  @WithDefault("10s")
  Duration lively();
}
