package id.loket.gateway.tls;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import id.loket.kit.tls.ServedFiles;
import id.loket.kit.tls.TlsConfig;
import io.quarkus.arc.Unremovable;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
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

  private final ServedFiles files;
  private final Instance<TlsConfigurationRegistry> registry;
  private final ServedKey served;
  private Certificate certificate;
  private Vertx vertx;

  Certificates(
      TlsConfig config,
      Instance<TlsConfigurationRegistry> registry,
      Instance<Handshakes> handshakes) {
    this.files = new ServedFiles(config.certificate(), config.key());
    this.registry = registry;
    this.served = new ServedKey(host -> handshakes.get().admit(host));
  }

  /** By which the registry, which comes first, reads the files. */
  @Produces
  @Dependent
  @Unremovable
  @Identifier(NAME)
  KeyStoreProvider provider() {
    return files;
  }

  @Override
  public void check(Faults faults) {
    files.check(faults, "gateway", "");
  }

  /** What to listen with; a renewed certificate is in it from the next handshake on. */
  public SSLOptions options(Vertx vertx) {
    this.vertx = vertx;
    serve();
    return registered().getSSLOptions().setKeyCertOptions(KeyCertOptions.wrap(served));
  }

  /** The files were looked at again; they may be the same. */
  void looked(@Observes CertificateUpdatedEvent event) {
    if (event.name().equals(NAME) && vertx != null && serve()) {
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
        served.serve(
            (X509ExtendedKeyManager)
                registered().getKeyStoreOptions().getKeyManagerFactory(vertx).getKeyManagers()[0]);
      }
      return renewed;
    } catch (Exception e) { // the registry has read them
      throw new IllegalStateException(e);
    }
  }

  private TlsConfiguration registered() {
    return registry.get().get(NAME).orElseThrow();
  }
}
