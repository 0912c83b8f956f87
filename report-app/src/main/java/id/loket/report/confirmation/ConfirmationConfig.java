package id.loket.report.confirmation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What reporters may answer to "is it fixed?". */
@ConfigMapping(prefix = "loket.confirmation")
public interface ConfirmationConfig {
  /** For how long after the repair a reporter may say that it is not fixed. */
  @WithDefault("30d")
  Duration reopenWithin();
}
