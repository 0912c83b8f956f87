package id.loket.gateway.tls;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import id.loket.kit.tls.ServedPair;
import io.quarkus.arc.Unremovable;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jboss.logging.Logger;

/**
 * The certificate in force, in Quarkus' TLS registry: files that may be replaced at any time, which
 * the registry looks at ({@code quarkus.tls.entrance.reload-period}). A renewal writes two files;
 * between the two the old pair is served on.
 */
@Singleton
public class Certificates implements ConfigurationCheck {
  /** In the registry. */
  public static final String NAME = "entrance";

  private static final Logger LOG = Logger.getLogger(Certificates.class);

  private final TlsConfig config;
  private final Instance<TlsConfigurationRegistry> registry;
  private final ServedKey served = new ServedKey();
  private Vertx vertx;
  private Certificate certificate;
  private String told;

  Certificates(TlsConfig config, Instance<TlsConfigurationRegistry> registry) {
    this.config = config;
    this.registry = registry;
  }

  /** By which the registry, which comes first, reads the files. */
  @Produces
  @Dependent
  @Unremovable
  @Identifier(NAME)
  KeyStoreProvider provider() {
    return this::keyStore;
  }

  private TlsConfiguration registered() {
    return registry.get().get(NAME).orElseThrow();
  }

  @Override
  public void check(Faults faults) {
    faults.requiredReadable(
        "LOKET_TLS_CERTIFICATE",
        config.certificate().map(Path::toString),
        path -> readable(),
        "set it to a PEM file with the certificate of this gateway");
    faults.required(
        "LOKET_TLS_KEY",
        config.key().map(Path::toString),
        "set it to a PEM file with that certificate's private key (PKCS #8)");
  }

  private void readable() {
    if (config.key().isPresent() && registered().getKeyStore() == null) {
      throw new IllegalArgumentException(told);
    }
  }

  /**
   * What the files say now; null where there are none.
   *
   * @throws IllegalStateException when they cannot be served: then what was served before is
   */
  private synchronized KeyStoreAndKeyCertOptions keyStore(Vertx runtime) {
    vertx = runtime;
    if (config.certificate().isEmpty() || config.key().isEmpty()) {
      return null;
    }
    try {
      KeyStoreAndKeyCertOptions pair =
          ServedPair.read(config.certificate().get(), config.key().get(), vertx);
      told = null;
      return pair;
    } catch (Exception e) { // whatever it is, the files cannot be served
      return notServed(e);
    }
  }

  private KeyStoreAndKeyCertOptions notServed(Exception why) {
    String reason = why.getMessage() == null ? why.toString() : why.getMessage();
    boolean first = certificate == null;
    if (!first && !reason.equals(told)) {
      LOG.errorf("The certificate stays as it is: %s", reason);
    }
    told = reason;
    if (first) {
      return null; // the check of the configuration tells it, with all other faults
    }
    throw new IllegalStateException(reason, why);
  }

  /** What to listen with; a renewed certificate is in it from the next handshake on. */
  public SSLOptions options() {
    serve();
    return registered().getSSLOptions().setKeyCertOptions(KeyCertOptions.wrap(served));
  }

  /** The files were looked at again; they may be the same. */
  void looked(@Observes CertificateUpdatedEvent event) {
    if (event.name().equals(NAME) && serve()) {
      LOG.info("The certificate was read again");
    }
  }

  private synchronized boolean serve() {
    try {
      KeyStore keys = registered().getKeyStore();
      if (keys == null) {
        return false;
      }
      Certificate now = keys.getCertificate(keys.aliases().nextElement());
      boolean renewed = !now.equals(certificate);
      if (renewed) {
        certificate = now;
        served.serve(keysOf(registered().getKeyStoreOptions(), vertx));
      }
      return renewed;
    } catch (Exception e) { // the registry has read them
      throw new IllegalStateException(e);
    }
  }

  private static X509ExtendedKeyManager keysOf(KeyCertOptions options, Vertx vertx)
      throws Exception {
    return (X509ExtendedKeyManager) options.getKeyManagerFactory(vertx).getKeyManagers()[0];
  }
}
