package id.loket.kit.tls;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** What goes over TLS, who is believed, and what this service proves itself with. */
@ConfigMapping(prefix = "loket.encryption")
public interface TlsConfig {
  /** Whether what leaves this machine has to be encrypted by the service itself. */
  Encryption demand();

  /** Authorities (PEM) whose certificates are believed besides those every JVM knows. */
  Optional<Path> authorities();

  /** Whether the service's own port speaks TLS, and nothing else. */
  @WithDefault("off")
  Face face();

  /** The service's certificate, with those between it and its authority, as PEM. */
  Optional<Path> certificate();

  /** Its private key, PKCS #8 as PEM. */
  Optional<Path> key();

  /** Who encrypts. */
  enum Encryption {
    /** The service: what would leave this machine in the clear is a fault. */
    REQUIRED,
    /**
     * A mesh, between the Services of a cluster: said by whoever runs it, seen by nobody. It
     * reaches no further, so what leads elsewhere in the clear is a fault still.
     */
    MESH,
    /** Nobody. */
    OFF
  }

  /** What the service's port speaks. */
  enum Face {
    ON,
    OFF
  }
}
