package id.loket.payment.webhook;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A symmetric signing key of Standard Webhooks: 24 to 64 bytes, written {@code whsec_<base64>}. */
public final class WebhookSecret {
  private static final String PREFIX = "whsec_";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;
  private static final int MADE = 32;

  private final byte[] key;

  private WebhookSecret(byte[] key) {
    this.key = key;
  }

  /**
   * Reads a secret.
   *
   * @throws IllegalArgumentException when it is none; the text itself is not repeated
   */
  public static WebhookSecret parse(String text) {
    String base64 = text.strip();
    if (!base64.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a webhook secret starts with " + PREFIX);
    }
    return of(Base64.getDecoder().decode(base64.substring(PREFIX.length())));
  }

  static WebhookSecret of(byte[] key) {
    if (key.length < SHORTEST || key.length > LONGEST) {
      throw new IllegalArgumentException("a webhook secret has 24 to 64 bytes");
    }
    return new WebhookSecret(key);
  }

  /** Reads several secrets separated by white space or commas, the newest first. */
  static List<WebhookSecret> parseAll(String text) {
    return Arrays.stream(text.strip().split("[\\s,]+")).map(WebhookSecret::parse).toList();
  }

  static WebhookSecret next(SecureRandom random) {
    byte[] key = new byte[MADE];
    random.nextBytes(key);
    return new WebhookSecret(key);
  }

  byte[] key() {
    return key.clone();
  }

  /** The secret as its receiver needs it. */
  String text() {
    return PREFIX + Base64.getEncoder().encodeToString(key);
  }

  /** Never the secret itself: this ends up in logs. */
  @Override
  public String toString() {
    return PREFIX + "***";
  }
}
