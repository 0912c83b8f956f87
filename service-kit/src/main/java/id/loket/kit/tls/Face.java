package id.loket.kit.tls;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import io.quarkus.arc.Unremovable;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the service proves itself with at its own port, where that speaks TLS ({@code
 * LOKET_HTTP_TLS=on}): the configuration {@value #NAME} of Quarkus' TLS registry, which looks at
 * the files again every {@code quarkus.tls.face.reload-period}.
 */
@Singleton
class Face implements ConfigurationCheck {
  static final String NAME = "face";

  private final TlsConfig config;
  private final ServedFiles files;

  Face(TlsConfig config) {
    this.config = config;
    this.files =
        isOn()
            ? new ServedFiles(config.certificate(), config.key())
            : new ServedFiles(Optional.empty(), Optional.empty());
  }

  @Produces
  @Dependent
  @Unremovable
  @Identifier(NAME)
  KeyStoreProvider provider() {
    return files;
  }

  @Override
  public void check(Faults faults) {
    faults.readable(
        "LOKET_TLS_CA",
        config.authorities().map(Path::toString),
        AuthoritiesFile::requireCertificates,
        "set it to a PEM file with the certificates of the authorities to believe");
    if (isOn()) {
      files.check(faults, "service", ", or LOKET_HTTP_TLS to off");
    }
  }

  private boolean isOn() {
    return config.face() == TlsConfig.Face.ON;
  }
}
