package id.loket.kit.postgres;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How events leave the outbox. */
@ConfigMapping(prefix = "loket.outbox")
public interface OutboxConfig {
  /**
   * How long the relaying replica is taken for alive: after a crash another takes over then. More
   * than twice as long as a batch takes; set by {@code LOKET_OUTBOX_LEASE}.
   */
  @WithDefault("30s")
  Duration lease();
}
