package id.loket.staging.batch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.ZoneId;

/** How the business counts its days. */
@ConfigMapping(prefix = "loket.staging")
public interface StagingConfig {
  /** The zone a batch takes its day from. */
  @WithDefault("Asia/Jakarta")
  ZoneId zone();
}
