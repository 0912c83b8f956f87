package id.loket.ticket.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How webhooks of payment-app are verified. */
@ConfigMapping(prefix = "loket.webhook")
public interface WebhookConfig {
  /**
   * The secrets shared with payment-app, each {@code whsec_<base64>} of 24 to 64 bytes; several
   * while they are exchanged. Without one every webhook is refused.
   */
  Optional<List<String>> secret();

  /** How old, or how far ahead, an attempt's timestamp may be. */
  @WithDefault("5m")
  Duration tolerance();
}
