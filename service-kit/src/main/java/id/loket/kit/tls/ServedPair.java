package id.loket.kit.tls;

import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate and its key, each in a file that may be renewed at any time. A renewal writes two
 * files: between the two they do not belong together, and are not taken.
 */
public final class ServedPair {
  private static final byte[] PROOF = {1};

  private ServedPair() {}

  /**
   * Reads both.
   *
   * @param certificate PEM, with those between it and its authority
   * @param key PKCS #8 as PEM
   */
  public static KeyStoreAndKeyCertOptions read(Path certificate, Path key, Vertx vertx)
      throws Exception {
    PemKeyCertOptions files =
        new PemKeyCertOptions()
            .addCertValue(Buffer.buffer(Files.readAllBytes(certificate)))
            .addKeyValue(Buffer.buffer(Files.readAllBytes(key)));
    KeyStore keys = files.loadKeyStore(vertx);
    requireOnePair(keys, (X509KeyManager) files.getKeyManagerFactory(vertx).getKeyManagers()[0]);
    return new KeyStoreAndKeyCertOptions(keys, files);
  }

  private static void requireOnePair(KeyStore certificates, X509KeyManager keys) throws Exception {
    String alias = certificates.aliases().nextElement();
    PrivateKey key = keys.getPrivateKey(alias);
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(PROOF);
    byte[] signed = signature.sign();
    signature.initVerify(certificates.getCertificate(alias).getPublicKey());
    signature.update(PROOF);
    if (!signature.verify(signed)) {
      throw new IOException("certificate and key do not belong together");
    }
  }
}
