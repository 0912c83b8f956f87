package id.loket.gateway.tls;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** What the gateway proves itself with. */
@ConfigMapping(prefix = "loket.tls")
public interface TlsConfig {
  /** The certificate, with those between it and its authority, as PEM. */
  Optional<Path> certificate();

  /** Its private key, PKCS #8 as PEM. */
  Optional<Path> key();
}
