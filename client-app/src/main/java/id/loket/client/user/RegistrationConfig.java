package id.loket.client.user;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often accounts may be asked for. */
@ConfigMapping(prefix = "loket.registration")
public interface RegistrationConfig {
  /** Registrations from one address within the window; many people may share an address. */
  @WithDefault("30")
  int perAddress();

  /** The window of addresses. */
  @WithDefault("1h")
  Duration perAddressWindow();

  /** Registrations with one e-mail address within the window, each of which is a mail to it. */
  @WithDefault("3")
  int perEmail();

  /** The window of e-mail addresses. */
  @WithDefault("1d")
  Duration perEmailWindow();

  /** How long a registration nobody proved is kept: longer than its mail may take, and its link. */
  @WithDefault("7d")
  Duration kept();
}
