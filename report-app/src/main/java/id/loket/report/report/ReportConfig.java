package id.loket.report.report;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long what belongs to reports is kept; reports themselves and their history stay. */
@ConfigMapping(prefix = "loket.report")
public interface ReportConfig {
  /** How long after a report was closed it is kept who voted for it; how many did stays. */
  @WithDefault("365d")
  Duration votesKept();

  /**
   * How long after a report was closed it is kept how to reach whoever made it without an account.
   */
  @WithDefault("180d")
  Duration contactsKept();

  /** How long what a unit is to be told waits for its first officer. */
  @WithDefault("30d")
  Duration alertsKept();
}
