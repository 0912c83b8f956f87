package id.loket.client.factor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** Authenticator apps as a second factor. */
@ConfigMapping(prefix = "loket.second-factor")
public interface SecondFactorConfig {
  /** Roles that are given only to whoever signed in with a second factor. None without it. */
  Optional<Set<String>> obligatoryFor();

  /**
   * AES-256 key (32 bytes in base64) that encrypts the apps' secrets; a former one after a comma.
   * Without it there are no second factors.
   */
  Optional<String> key();

  /** How apps name the account. */
  @WithDefault("Loket")
  String issuer();
}
