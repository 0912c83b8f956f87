package id.loket.gateway.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The certificate and key that are served, exchanged between two handshakes and never in the middle
 * of one. (Vert.x' own way of exchanging them refuses connections for a moment.)
 */
public final class ServedKey extends X509ExtendedKeyManager {
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");
  private static final String ALIAS = "loket";

  private volatile X509ExtendedKeyManager current;

  ServedKey(Certificates.Pair pair) {
    serve(pair);
  }

  /**
   * Serves this pair from the next handshake on.
   *
   * @throws IllegalArgumentException when it is no certificate with its private key; the one before
   *     is served on then
   */
  void serve(Certificates.Pair pair) {
    try {
      current = managerOf(pair);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("not a certificate with its private key, as PEM", e);
    }
  }

  private static X509ExtendedKeyManager managerOf(Certificates.Pair pair)
      throws GeneralSecurityException, IOException {
    Certificate[] chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(pair.certificate().getBytes(StandardCharsets.US_ASCII)))
            .toArray(Certificate[]::new);
    PrivateKey key = privateKey(pair.key());
    requireMatch(key, chain);
    char[] password = new char[0];
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password);
    store.setKeyEntry(ALIAS, key, password, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
  }

  /** A renewal writes two files: between the two they belong to different pairs. */
  private static void requireMatch(PrivateKey key, Certificate[] chain)
      throws GeneralSecurityException {
    if (chain.length == 0) {
      throw new GeneralSecurityException("no certificate");
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    byte[] proof = ALIAS.getBytes(StandardCharsets.US_ASCII);
    java.security.Signature signer = java.security.Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(proof);
    byte[] signature = signer.sign();
    java.security.Signature verifier = java.security.Signature.getInstance(algorithm);
    verifier.initVerify(chain[0]);
    verifier.update(proof);
    if (!verifier.verify(signature)) {
      throw new GeneralSecurityException("the key is another certificate's");
    }
  }

  private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    String body = pem.replaceAll("-----[^-]*-----", "").replaceAll("\\s", "");
    byte[] der;
    try {
      der = Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("not base64", e);
    }
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException another) {
        // tried next
      }
    }
    throw new GeneralSecurityException("no PKCS #8 key of " + ALGORITHMS);
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return current.chooseEngineServerAlias(keyType, issuers, engine);
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return current.chooseServerAlias(keyType, issuers, socket);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return current.getServerAliases(keyType, issuers);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return current.getCertificateChain(alias);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return current.getPrivateKey(alias);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return null; // never a client
  }

  @Override
  public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
    return null; // never a client
  }
}
