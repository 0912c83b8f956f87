package id.loket.payment.cassandra;

import id.loket.kit.server.Causes;
import id.loket.kit.tls.Authorities;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes whom this service believes, and remembers why it did not: the driver tries for ever and
 * tells nobody.
 */
@Singleton
@Unremovable
class CassandraJudge extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager authorities;
  private final SSLContext context;
  private volatile String refusal;

  CassandraJudge(Authorities authorities) {
    this.authorities = authorities.manager();
    this.context = Authorities.context(this);
  }

  SSLContext context() {
    return context;
  }

  /** Why the last node was not believed; empty when it was. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  private interface Check {
    void run() throws CertificateException;
  }

  private void judge(Check check) throws CertificateException {
    try {
      check.run();
      refusal = null;
    } catch (CertificateException e) {
      refusal = Causes.line(e);
      throw e;
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    judge(() -> authorities.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    judge(() -> authorities.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    judge(() -> authorities.checkServerTrusted(chain, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("it is no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("it is no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("it is no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }
}
