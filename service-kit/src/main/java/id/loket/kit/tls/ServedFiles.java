package id.loket.kit.tls;

import id.loket.kit.start.Faults;
import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The files something proves itself with, as Quarkus' TLS registry reads them: they may be replaced
 * at any time. While they cannot be served, what was served before is.
 */
public final class ServedFiles implements KeyStoreProvider {
  private static final Logger LOG = Logger.getLogger(ServedFiles.class);

  private final Optional<Path> certificate;
  private final Optional<Path> key;
  private String fault;
  private boolean served;

  /**
   * Both are needed.
   *
   * @param certificate with those between it and its authority, as PEM
   * @param key PKCS #8 as PEM
   */
  public ServedFiles(Optional<Path> certificate, Optional<Path> key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** What the files say now; null where there is nothing to serve. */
  @Override
  public synchronized KeyStoreAndKeyCertOptions getKeyStore(Vertx vertx) {
    if (certificate.isEmpty() || key.isEmpty()) {
      return null;
    }
    try {
      KeyStoreAndKeyCertOptions pair = ServedPair.read(certificate.get(), key.get(), vertx);
      served = true;
      fault = null;
      return pair;
    } catch (Exception e) { // whatever it is, the files cannot be served
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      boolean news = !why.equals(fault);
      fault = why;
      if (!served) {
        return null; // the check of the configuration tells it, with all other faults
      }
      if (news) {
        LOG.errorf("The certificate stays as it is: %s", why);
      }
      throw new IllegalStateException("the certificate stays as it is: " + why, e);
    }
  }

  /**
   * Checks that there is something to serve.
   *
   * @param whose of whom the certificate is
   * @param otherwise what else can be done than to have one; may be empty
   */
  public void check(Faults faults, String whose, String otherwise) {
    faults.requiredReadable(
        "LOKET_TLS_CERTIFICATE",
        certificate.map(Path::toString),
        file -> requireServed(),
        "set it to a PEM file with the certificate of this " + whose + otherwise);
    faults.required(
        "LOKET_TLS_KEY",
        key.map(Path::toString),
        "set it to a PEM file with that certificate's private key (PKCS #8)");
  }

  private synchronized void requireServed() {
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }
}
