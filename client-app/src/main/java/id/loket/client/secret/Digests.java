package id.loket.client.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** SHA-256 digests, kept in place of what must not be readable at rest. */
public final class Digests {
  private Digests() {}

  /** The digest of a text. */
  public static byte[] of(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The digest of an e-mail address, the same however its letters are written. */
  public static byte[] ofEmail(String email) {
    return of(email.strip().toLowerCase(Locale.ROOT));
  }

  /** A digest as text for keys. */
  public static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  /** A digest as short text for headers. */
  public static String base64Url(byte[] digest) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }
}
