package id.loket.report.notice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what only one browser may read (RFC 8291, content coding aes128gcm of RFC 8188): a key
 * is agreed on with the browser's, so that the push service in between sees nothing.
 */
final class PushMessage {
  private static final int SALT = 16;
  private static final int RECORD = 4096;
  private static final int KEY = 16;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final byte LAST_RECORD = 2;

  private PushMessage() {}

  /**
   * Encrypts a text of up to some 3900 bytes.
   *
   * @param browser the browser's public key
   * @param auth the browser's secret
   */
  static byte[] encrypt(String text, ECPublicKey browser, byte[] auth) {
    byte[] salt = new byte[SALT];
    new SecureRandom().nextBytes(salt);
    return encrypt(text, browser, auth, newPair(), salt);
  }

  /** The same with a key and salt of choice, for comparing with the standard's example. */
  static byte[] encrypt(
      String text, ECPublicKey browser, byte[] auth, KeyPair sender, byte[] salt) {
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(sender.getPrivate());
      agreement.doPhase(browser, true);
      byte[] senderKey = PushKey.encode((ECPublicKey) sender.getPublic());
      byte[] info =
          joined(
              "WebPush: info\0".getBytes(StandardCharsets.US_ASCII),
              PushKey.encode(browser),
              senderKey);
      byte[] ikm = expand(hmac(auth, agreement.generateSecret()), info, 32);
      byte[] prk = hmac(salt, ikm);
      byte[] key = expand(prk, ascii("Content-Encoding: aes128gcm\0"), KEY);
      byte[] nonce = expand(prk, ascii("Content-Encoding: nonce\0"), NONCE);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BITS, nonce));
      byte[] sealed =
          cipher.doFinal(joined(text.getBytes(StandardCharsets.UTF_8), new byte[] {LAST_RECORD}));
      return ByteBuffer.allocate(SALT + 4 + 1 + PushKey.LENGTH + sealed.length)
          .put(salt)
          .putInt(RECORD)
          .put((byte) PushKey.LENGTH)
          .put(senderKey)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256, HMAC-SHA-256 and AES-GCM", e);
    }
  }

  private static KeyPair newPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256", e);
    }
  }

  /** HKDF's expand step, for results no longer than one digest. */
  private static byte[] expand(byte[] prk, byte[] info, int length)
      throws GeneralSecurityException {
    return Arrays.copyOf(hmac(prk, joined(info, new byte[] {1})), length);
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] joined(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteBuffer all = ByteBuffer.allocate(length);
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }
}
