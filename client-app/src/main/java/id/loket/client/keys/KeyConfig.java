package id.loket.client.keys;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The key access tokens are signed with. */
@ConfigMapping(prefix = "loket.jwt")
public interface KeyConfig {
  /**
   * EC P-256 private key (PKCS #8, base64). Without one, in development only, each start makes its
   * own: tokens then end with the process, and several replicas would refuse each other's.
   */
  Optional<String> privateKey();
}
