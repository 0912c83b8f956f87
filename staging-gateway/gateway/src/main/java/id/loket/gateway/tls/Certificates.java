package id.loket.gateway.tls;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The certificate in force: files that may be replaced at any time, or one made for development.
 */
@Singleton
public class Certificates implements ConfigurationCheck {
  private static final Logger LOG = Logger.getLogger(Certificates.class);

  private final TlsConfig config;
  private volatile Pair pair;
  private volatile ServedKey served;

  Certificates(TlsConfig config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    if (isForDevelopment() && config.developmentFolder().isPresent()) {
      return;
    }
    faults.required(
        "LOKET_TLS_CERTIFICATE",
        config.certificate().map(Path::toString),
        "set it to a PEM file with the certificate of this gateway");
    faults.required(
        "LOKET_TLS_KEY",
        config.key().map(Path::toString),
        "set it to a PEM file with that certificate's private key (PKCS #8)");
  }

  /** Whether the certificate is one that only this machine trusts. */
  public boolean isForDevelopment() {
    return config.certificate().isEmpty() && config.key().isEmpty();
  }

  /** What to serve; renewed by itself from then on. */
  public synchronized ServedKey served() {
    if (served == null) {
      pair = current();
      served = new ServedKey(pair);
    }
    return served;
  }

  /** A certificate that was renewed is served without a restart. */
  @Scheduled(
      every = "${loket.tls.look-every:10s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void look() {
    if (served == null) {
      return;
    }
    try {
      Pair now = current();
      if (!now.equals(pair)) {
        served.serve(now);
        pair = now;
        LOG.info("The certificate was read again");
      }
    } catch (UncheckedIOException | IllegalArgumentException e) {
      LOG.errorf("The certificate stays as it is: %s", e.getMessage());
    }
  }

  /**
   * What is in the files now; a development certificate is made if there is none yet.
   *
   * @throws UncheckedIOException when they cannot be read
   */
  private Pair current() {
    try {
      if (!isForDevelopment()) {
        return new Pair(
            Files.readString(required(config.certificate())),
            Files.readString(required(config.key())));
      }
      Path folder = required(config.developmentFolder());
      Path certificate = folder.resolve("certificate.pem");
      Path key = folder.resolve("key.pem");
      DevelopmentCertificate.ensure(certificate, key);
      return new Pair(Files.readString(certificate), Files.readString(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path required(Optional<Path> path) {
    return path.orElseThrow(
        () ->
            new IllegalStateException(
                "LOKET_TLS_CERTIFICATE and LOKET_TLS_KEY, or LOKET_TLS_DEVELOPMENT_FOLDER"));
  }

  /** A certificate and its private key, as PEM. */
  record Pair(String certificate, String key) {
    @Override
    public String toString() {
      return "Pair[…]"; // never a key in a log
    }
  }
}
