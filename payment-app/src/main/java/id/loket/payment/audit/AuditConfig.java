package id.loket.payment.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The audit trail. */
@ConfigMapping(prefix = "loket.audit")
public interface AuditConfig {
  /** Whether administrators read it at {@code GET /audit}; decided when the service is built. */
  @WithDefault("true")
  boolean served();

  /** How long acts are kept: five years. */
  @WithDefault("1830d")
  Duration kept();
}
