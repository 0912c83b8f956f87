package id.loket.kit.auth;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
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
   * The public half of an Ed25519 private key.
   *
   * @throws IllegalArgumentException when it is no Ed25519 key
   */
  public static PublicKey ed25519PublicKeyOf(PrivateKey key) {
    byte[] seed =
        ((EdECPrivateKey) key)
            .getBytes()
            .orElseThrow(() -> new IllegalArgumentException("the key does not show its seed"));
    try {
      // The JDK derives public keys only while it generates pairs: give it the seed as its
      // "random".
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
      return generator.generateKeyPair().getPublic();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 key", e);
    }
  }

  /** Hands out a given seed once. */
  private static final class Seed extends SecureRandom {
    private final transient byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
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
