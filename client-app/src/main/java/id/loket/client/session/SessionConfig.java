package id.loket.client.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long sessions last and how often signing in may be tried. */
@ConfigMapping(prefix = "loket.session")
public interface SessionConfig {
  /** Life of an access token: also how long one outlives its session. */
  @WithDefault("15m")
  Duration accessTokenLifetime();

  /** Life of a refresh token: a session not refreshed for that long is over. */
  @WithDefault("30d")
  Duration refreshTokenLifetime();

  /** Sign-ins to one account from one address within the window; a right password starts anew. */
  @WithDefault("10")
  int attemptsPerAccount();

  /** Wrong sign-ins from one address within the window, to whatever accounts. */
  @WithDefault("300")
  int attemptsPerAddress();

  /** The window. */
  @WithDefault("15m")
  Duration attemptWindow();
}
