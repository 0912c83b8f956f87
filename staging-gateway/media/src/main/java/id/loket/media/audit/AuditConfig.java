package id.loket.media.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The audit trail. */
@ConfigMapping(prefix = "loket.audit")
public interface AuditConfig {
  /** How long acts are kept, and the rest of that month: five years. */
  @WithDefault("1830d")
  Duration kept();
}
