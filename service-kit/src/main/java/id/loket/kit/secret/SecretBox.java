package id.loket.kit.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets at rest with AES-256-GCM, each bound to its owner: a row copied to another
 * cannot be opened. Several keys are a rotation: the first encrypts, all open.
 */
public final class SecretBox {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final List<SecretKeySpec> keys;

  private SecretBox(List<SecretKeySpec> keys) {
    this.keys = keys;
  }

  /**
   * Reads keys of 32 bytes in base64, commas between them.
   *
   * @throws IllegalArgumentException when one is none; the text itself is not repeated
   */
  public static SecretBox of(String text) {
    return new SecretBox(
        Arrays.stream(text.split(",")).map(String::strip).map(SecretBox::key).toList());
  }

  private static SecretKeySpec key(String base64) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not base64");
    }
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("not 32 bytes");
    }
    return new SecretKeySpec(key, "AES");
  }

  public byte[] seal(UUID owner, byte[] secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keys.getFirst(), nonce, owner).doFinal(secret);
      return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot encrypt", e);
    }
  }

  public byte[] open(UUID owner, byte[] box) {
    byte[] nonce = Arrays.copyOf(box, NONCE_BYTES);
    for (SecretKeySpec key : keys) {
      try {
        return cipher(Cipher.DECRYPT_MODE, key, nonce, owner)
            .doFinal(box, NONCE_BYTES, box.length - NONCE_BYTES);
      } catch (GeneralSecurityException anotherKey) {
        // tried with the next one
      }
    }
    throw new IllegalStateException("none of the keys opens it");
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, UUID owner)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(owner.toString().getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }
}
