package id.loket.kit.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Whose tokens a service accepts, and with which key it signs its own. */
@ConfigMapping(prefix = "loket.auth")
public interface AuthConfig {
  /** The {@code iss} every user token must carry. */
  String issuer();

  /** The {@code aud} every user token must carry. */
  String audience();

  /** Where the issuer's JSON Web Key Set is: an {@code http(s):} or {@code file:} URL. */
  String jwks();

  /** Whether this service calls others, and so cannot do without a key. */
  @WithDefault("true")
  boolean callsOthers();

  /** This service's Ed25519 private key (PKCS #8, base64), for calls to other services. */
  Optional<String> serviceKey();

  /**
   * Which services may call this one, with their Ed25519 public keys (X.509, base64): {@code
   * client-app=MCow…,ticket-app=MCow…}. Nobody without it.
   */
  Optional<String> serviceTrust();

  /** The trusted service whose device tokens are accepted here. None without it. */
  Optional<String> deviceIssuer();
}
