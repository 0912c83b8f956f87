package id.loket.kit.auth;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Reads keys as configuration carries them: DER in base64, without PEM armour. */
public final class Keys {
  private Keys() {}

  /**
   * A private key.
   *
   * @param algorithm {@code Ed25519} or {@code EC}
   * @throws IllegalArgumentException when the text is no such key; the text itself is not repeated
   */
  public static PrivateKey privateKey(String algorithm, String base64) {
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64.strip())));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("not a PKCS #8 " + algorithm + " key in base64");
    }
  }

  /**
   * A public key.
   *
   * @throws IllegalArgumentException when the text is no such key
   */
  public static PublicKey publicKey(String algorithm, String base64) {
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64.strip())));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("not an X.509 " + algorithm + " key in base64");
    }
  }
}
