package id.loket.client.password;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How forgotten and changed passwords are handled. */
@ConfigMapping(prefix = "loket.password-reset")
public interface ResetConfig {
  /** Where people reach this service; links in mails start with it. */
  String publicUrl();

  /** How long a link is good, from when its mail is sent. */
  @WithDefault("1h")
  Duration tokenLifetime();

  /** Mails that may be asked for within the window, per e-mail address. */
  @WithDefault("3")
  int perEmail();

  /** The same from one address, to whatever accounts. */
  @WithDefault("30")
  int perAddress();

  /** The window of both. */
  @WithDefault("1h")
  Duration window();

  /** Wrong old passwords within a quarter of an hour, when a password is changed. */
  @WithDefault("10")
  int attempts();
}
