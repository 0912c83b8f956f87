package id.loket.kit.tls;

import io.quarkus.tls.runtime.TrustStoreAndTrustOptions;
import io.quarkus.tls.runtime.TrustStoreProvider;
import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jboss.logging.Logger;

/**
 * Believes the authorities of a file that may be renewed at any time. Whoever connects holds this
 * one object for good, whatever library it is; each handshake goes by what was read last.
 */
public final class AuthoritiesFile extends X509ExtendedTrustManager {
  private static final Logger LOG = Logger.getLogger(AuthoritiesFile.class);
  private static final byte[] NOT_READ = {};

  private final Optional<Path> file;
  private final boolean besidesPublic;
  private volatile Known known;
  private String told;

  /** What a reading found. */
  private record Known(byte[] content, KeyStore store, X509ExtendedTrustManager manager) {}

  /**
   * Reads the file. While it has never been readable, nobody of it is believed.
   *
   * @param file PEM; empty for none
   * @param besidesPublic whether those every JVM knows are believed too
   */
  public AuthoritiesFile(Optional<Path> file, boolean besidesPublic) {
    this.file = file;
    this.besidesPublic = besidesPublic;
    try {
      known = known(NOT_READ, List.of());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    look();
  }

  /** By which Quarkus' TLS registry reads the file, now and whenever it looks again. */
  public TrustStoreProvider provider() {
    return vertx -> {
      look();
      return new TrustStoreAndTrustOptions(known.store, TrustOptions.wrap(this));
    };
  }

  /** Looks at the file again; what cannot be read changes nothing. */
  public synchronized void look() {
    if (file.isEmpty()) {
      return;
    }
    try {
      byte[] content = Files.readAllBytes(file.get());
      if (!Arrays.equals(content, known.content)) {
        boolean again = known.content != NOT_READ;
        known = known(content, certificates(content));
        if (again) {
          LOG.infof("The authorities in %s were read again", file.get());
        }
      }
      told = null;
    } catch (IOException | GeneralSecurityException e) {
      if (!e.toString().equals(told)) {
        LOG.errorf("The authorities that are believed stay as they are: %s", e);
      }
      told = e.toString();
    }
  }

  /**
   * Fails when there is no certificate in that file.
   *
   * @throws IllegalArgumentException with the reason
   */
  public static void requireCertificates(String file) {
    try {
      certificates(Files.readAllBytes(Path.of(file)));
    } catch (IOException e) {
      throw new IllegalArgumentException("no file that can be read", e);
    } catch (CertificateException e) {
      throw new IllegalArgumentException("no certificate in that file", e);
    }
  }

  private static Collection<? extends Certificate> certificates(byte[] pem)
      throws CertificateException {
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
    if (found.isEmpty()) {
      throw new CertificateException("no certificate");
    }
    return found;
  }

  private Known known(byte[] content, Collection<? extends Certificate> own)
      throws GeneralSecurityException, IOException {
    List<Certificate> all = new ArrayList<>(own);
    if (besidesPublic) {
      all.addAll(List.of(manager(null).getAcceptedIssuers()));
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Certificate each : all) {
      store.setCertificateEntry("authority-" + store.size(), each);
    }
    return new Known(content, store, manager(store));
  }

  /** Null: of those every JVM knows. */
  private static X509ExtendedTrustManager manager(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager each : factory.getTrustManagers()) {
      if (each instanceof X509ExtendedTrustManager manager) {
        return manager;
      }
    }
    throw new GeneralSecurityException("no manager for certificates");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    known.manager.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    known.manager.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    known.manager.checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    known.manager.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    known.manager.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    known.manager.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return known.manager.getAcceptedIssuers();
  }
}
