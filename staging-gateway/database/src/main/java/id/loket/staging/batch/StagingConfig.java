package id.loket.staging.batch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;

/** How the business counts its days, and how long what happened in them is kept. */
@ConfigMapping(prefix = "loket.staging")
public interface StagingConfig {
  /** The zone a batch takes its day from. */
  @WithDefault("Asia/Jakarta")
  ZoneId zone();

  /** Items that came too late wait so long for their collector's next login, and no longer. */
  @WithDefault("3d")
  Duration lateAfter();

  /** How often what waits or is old is looked for: a duration or {@code off}. */
  @WithDefault("10m")
  String tidyEvery();

  /** How long a closed batch that was handed over is kept. */
  @WithDefault("400d")
  Duration keep();

  /** How long it is kept where collectors were. */
  @WithDefault("90d")
  Duration keepTrail();

  /** How long lines of supplies that were taken, and visits of results the core took, are kept. */
  @WithDefault("90d")
  Duration keepExchanged();
}
