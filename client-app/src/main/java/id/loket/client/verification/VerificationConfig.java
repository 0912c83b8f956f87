package id.loket.client.verification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How e-mail addresses are verified. */
@ConfigMapping(prefix = "loket.verification")
public interface VerificationConfig {
  /** Where people reach this service; links in mails start with it. */
  String publicUrl();

  /** How long a link is good, from when its mail is sent. */
  @WithDefault("48h")
  Duration tokenLifetime();
}
