package id.loket.kit.tls;

import io.quarkus.arc.Unremovable;
import io.quarkus.tls.runtime.TrustStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.TrustOptions;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whom this service believes when it calls a server or another service: the public authorities and
 * those of {@code LOKET_TLS_CA}. In Quarkus' TLS registry it is the configuration {@value #NAME},
 * which reads the file again every {@code quarkus.tls.loket.reload-period}; whoever does not take
 * the registry's word takes the same from here.
 */
@Singleton
public class Authorities {
  /** In the registry. */
  public static final String NAME = "loket";

  private final AuthoritiesFile file;

  @Inject
  Authorities(TlsConfig config) {
    this(config.authorities());
  }

  /**
   * For whoever makes its clients by hand.
   *
   * @param file authorities as PEM, besides those every JVM knows
   */
  public Authorities(Optional<Path> file) {
    this.file = new AuthoritiesFile(file, true);
  }

  @Produces
  @Dependent
  @Unremovable
  @Identifier(NAME)
  TrustStoreProvider provider() {
    return file.provider();
  }

  /** Makes a client of Vert.x' believe them; whether it speaks TLS is said elsewhere. */
  public <T extends ClientOptionsBase> T believedBy(T client) {
    client.setTrustOptions(TrustOptions.wrap(file));
    return client;
  }

  /** For libraries that go by the JDK's own interface. */
  public X509ExtendedTrustManager manager() {
    return file;
  }

  /** For libraries that make their connections of one. It checks no names: they have to say so. */
  public SSLContext context() {
    return context(file);
  }

  /** The same with another judge. */
  public static SSLContext context(X509ExtendedTrustManager judge) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {judge}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
