package id.loket.local.apk;

import id.loket.local.StackException;
import id.loket.local.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/** Who signs packages of Android: a key of their own, on the curve P-256. */
public record ApkSigner(PrivateKey key, X509Certificate certificate) {
  private static final int V2 = 0x7109871a;
  private static final int V3 = 0xf05368c0;
  private static final int STRIPPING_PROTECTION = 0xbeeff00d;
  private static final int ECDSA_SHA256 = 0x0201;

  /** Android 9, the first that knows scheme v3. */
  private static final int FIRST_ANDROID = 28;

  private static final String PASSWORD = "secret";

  /** A signer with a new key, made by the JDK's keytool. */
  public static ApkSigner named(String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path folder = Files.createTempDirectory("loket-apk-signer");
    Path store = folder.resolve("store.p12");
    try {
      makeKey(store, name);
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      return new ApkSigner(
          (PrivateKey) keys.getKey(name, PASSWORD.toCharArray()),
          (X509Certificate) keys.getCertificate(name));
    } finally {
      Files.deleteIfExists(store);
      Files.delete(folder);
    }
  }

  /**
   * The signature of scheme v3 as its description says, for a {@link SigningBlock}.
   *
   * @param digest SHA-256 over the package's chunks
   */
  public byte[] v3(byte[] digest) throws GeneralSecurityException {
    byte[] versions = SigningBlock.numbers(FIRST_ANDROID, Integer.MAX_VALUE);
    byte[] signed =
        SigningBlock.joined(
            list(SigningBlock.joined(algorithm(), SigningBlock.prefixed(digest))),
            list(certificate.getEncoded()),
            versions,
            SigningBlock.prefixed(new byte[0]));
    return SigningBlock.pair(V3, signer(signed, versions));
  }

  /** The signature of scheme v2, of one who signs with scheme v3 too. */
  public byte[] v2(byte[] digest) throws GeneralSecurityException {
    byte[] signed =
        SigningBlock.joined(
            list(SigningBlock.joined(algorithm(), SigningBlock.prefixed(digest))),
            list(certificate.getEncoded()),
            list(SigningBlock.numbers(STRIPPING_PROTECTION, 3)));
    return SigningBlock.pair(V2, signer(signed, new byte[0]));
  }

  private byte[] signer(byte[] signed, byte[] versions) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(signed);
    return list(
        SigningBlock.joined(
            SigningBlock.prefixed(signed),
            versions,
            list(SigningBlock.joined(algorithm(), SigningBlock.prefixed(signature.sign()))),
            SigningBlock.prefixed(certificate.getPublicKey().getEncoded())));
  }

  private static byte[] algorithm() {
    return SigningBlock.numbers(ECDSA_SHA256);
  }

  private static byte[] list(byte[] only) {
    return SigningBlock.prefixed(SigningBlock.prefixed(only));
  }

  private static void makeKey(Path store, String name) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            name,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + name,
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            store.toString());
    Programs.Output made = Programs.run(store.getParent(), Map.of(), command);
    if (!made.succeeded()) {
      throw new StackException("keytool made no key: " + made.text());
    }
  }
}
