package id.loket.gateway.tls;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What the gateway proves itself with. */
@ConfigMapping(prefix = "loket.tls")
public interface TlsConfig {
  /** The certificate, with those between it and its authority, as PEM. */
  Optional<Path> certificate();

  /** Its private key, PKCS #8 as PEM. */
  Optional<Path> key();

  /** Where a certificate for this machine is made when none is given: development only. */
  Optional<Path> developmentFolder();

  /** How often the files are looked at for a new certificate. */
  @WithDefault("10s")
  Duration lookEvery();
}
