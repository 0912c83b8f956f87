package id.loket.gateway.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The key handshakes are made with, replaceable at any time. Vert.x' own renewal ({@code
 * updateSSLOptions}) refuses whoever connects while it is under way; this one refuses nobody: a
 * handshake goes on with the key it has begun with.
 */
final class ServedKey extends X509ExtendedKeyManager {
  private final Predicate<String> admits;
  private volatile Generation current = new Generation(0, null, null);

  /**
   * Serves nothing yet.
   *
   * @param admits whether a handshake with that address may be made at all
   */
  ServedKey(Predicate<String> admits) {
    this.admits = admits;
  }

  /** One certificate and its key, and those before it. */
  private record Generation(int number, X509ExtendedKeyManager keys, Generation before) {
    private static final String SEPARATOR = "/";

    String named(String alias) {
      return alias == null ? null : number + SEPARATOR + alias;
    }

    Generation of(String name) {
      return before == null || before.keys == null || name.startsWith(number + SEPARATOR)
          ? this
          : before;
    }

    static String alias(String name) {
      return name.substring(name.indexOf(SEPARATOR) + 1);
    }

    Generation last() {
      return new Generation(number, keys, null);
    }
  }

  /** Handshakes that begin from now on are made with these. */
  synchronized void serve(X509ExtendedKeyManager keys) {
    current = new Generation(current.number + 1, keys, current.last());
  }

  @Override
  public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
    Generation now = current;
    String alias = now.keys.chooseEngineServerAlias(type, issuers, engine);
    return alias == null || admits.test(engine.getPeerHost()) ? now.named(alias) : null;
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    Generation now = current;
    return now.named(now.keys.chooseServerAlias(type, issuers, socket));
  }

  @Override
  public X509Certificate[] getCertificateChain(String name) {
    return current.of(name).keys.getCertificateChain(Generation.alias(name));
  }

  @Override
  public PrivateKey getPrivateKey(String name) {
    return current.of(name).keys.getPrivateKey(Generation.alias(name));
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return null; // asked for one by one
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return null; // it is no client
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return null;
  }
}
