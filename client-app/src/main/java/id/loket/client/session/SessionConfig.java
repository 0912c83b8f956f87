package id.loket.client.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/** How long sessions last and how often signing in may be tried. */
@ConfigMapping(prefix = "loket.session")
public interface SessionConfig {
  /** Life of an access token: also how long one outlives its session. */
  @WithDefault("15m")
  Duration accessTokenLifetime();

  /** Life of a refresh token: a session not refreshed for that long is over. */
  @WithDefault("30d")
  Duration refreshTokenLifetime();

  /** Life of a session, however often it is refreshed. */
  @WithDefault("90d")
  Duration longest();

  /** The same for whoever has one of {@link #staffRoles}. */
  @WithDefault("12h")
  Duration longestOfStaff();

  /** Whose sessions end with the working day. */
  @WithDefault("admin,officer")
  Set<String> staffRoles();

  /** Sign-ins to one account from one address within the window; a right password starts anew. */
  @WithDefault("10")
  int attemptsPerAccount();

  /** Wrong sign-ins from one address within the window, to whatever accounts. */
  @WithDefault("300")
  int attemptsPerAddress();

  /** The window. */
  @WithDefault("15m")
  Duration attemptWindow();

  /**
   * Wrong sign-ins to one account within the day from wherever, before pauses begin that double
   * each time. Who signed in from there before is not kept waiting.
   */
  @WithDefault("20")
  int attemptsBeforePauses();

  /** The longest pause. */
  @WithDefault("15m")
  Duration longestPause();

  /** Sign-ins on one field device within the window. */
  @WithDefault("30")
  int attemptsPerDevice();
}
