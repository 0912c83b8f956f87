package id.loket.client.secret;

import java.security.SecureRandom;
import java.util.Base64;

/** Unguessable tokens: 256 random bits. Only their digest is stored. */
public final class Token {
  private static final int BYTES = 32;

  private Token() {}

  /** A new token, safe in URLs. */
  public static String next() {
    byte[] random = new byte[BYTES];
    // Not kept in a static field: a native executable must not carry a seed made at build time.
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
