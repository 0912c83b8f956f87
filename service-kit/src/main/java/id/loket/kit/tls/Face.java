package id.loket.kit.tls;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import io.quarkus.arc.Unremovable;
import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
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
  private String fault;
  private boolean served;

  Face(TlsConfig config) {
    this.config = config;
  }

  @Produces
  @Dependent
  @Unremovable
  @Identifier(NAME)
  KeyStoreProvider provider() {
    return this::read;
  }

  @Override
  public void check(Faults faults) {
    faults.readable(
        "LOKET_TLS_CA",
        config.authorities().map(Path::toString),
        AuthoritiesFile::requireCertificates,
        "set it to a PEM file with the certificates of the authorities to believe");
    if (isOn()) {
      Optional<String> certificate = config.certificate().map(Path::toString);
      String remedy =
          "set it to a PEM file with this service's certificate, or LOKET_HTTP_TLS to off";
      faults.requiredReadable(
          "LOKET_TLS_CERTIFICATE", certificate, file -> requireServed(), remedy);
      faults.required(
          "LOKET_TLS_KEY",
          config.key().map(Path::toString),
          "set it to a PEM file with that certificate's private key (PKCS #8)");
    }
  }

  private boolean isOn() {
    return config.face() == TlsConfig.Face.ON;
  }

  private void requireServed() {
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }

  /** Null where there is nothing to serve; what was served before stays when this fails. */
  private synchronized KeyStoreAndKeyCertOptions read(Vertx vertx) {
    if (!isOn() || config.certificate().isEmpty() || config.key().isEmpty()) {
      return null;
    }
    try {
      KeyStoreAndKeyCertOptions pair =
          ServedPair.read(config.certificate().get(), config.key().get(), vertx);
      served = true;
      return pair;
    } catch (Exception e) { // whatever it is, the files cannot be served
      fault = e.getMessage() == null ? e.toString() : e.getMessage();
      if (served) {
        throw new IllegalStateException("the certificate stays as it is: " + fault, e);
      }
      return null;
    }
  }
}
