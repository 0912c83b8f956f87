package id.loket.client.user;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What hashing a password costs (Argon2id; the defaults are OWASP's). */
@ConfigMapping(prefix = "loket.password")
public interface PasswordConfig {
  /** Memory per hash in KiB. */
  @WithDefault("7168")
  int memoryKib();

  /** Passes over that memory. */
  @WithDefault("5")
  int iterations();

  /** Passwords hashed at once. */
  @WithDefault("2")
  int threads();

  /** Requests that may wait for their turn; more are told to come back. */
  @WithDefault("200")
  int waiting();

  /** Passwords of registrations hashed at once, beside those of whoever signs in. */
  @WithDefault("1")
  int registrationThreads();

  /** Registrations that may wait for their turn. */
  @WithDefault("50")
  int registrationsWaiting();
}
