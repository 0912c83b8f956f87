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

  /**
   * Public keys (EC P-256, X.509, base64, commas between them) that are accepted and published
   * beside that one: of the key that signed before, until its last token has ended, and of the one
   * that will sign next, from some minutes before it does.
   */
  Optional<String> otherKeys();
}
