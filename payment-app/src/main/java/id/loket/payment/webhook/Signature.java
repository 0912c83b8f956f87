package id.loket.payment.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs webhooks as Standard Webhooks 1.0.0 says. */
final class Signature {
  private static final String HMAC = "HmacSHA256";

  private Signature() {}

  /**
   * The {@code webhook-signature} header: one {@code v1} signature per secret, so that a receiver
   * holding the old or the new one verifies while secrets are exchanged.
   */
  static String of(String id, Instant attemptedAt, String body, List<WebhookSecret> secrets) {
    String signed = id + "." + attemptedAt.getEpochSecond() + "." + body;
    return secrets.stream()
        .map(secret -> "v1," + hmac(signed, secret))
        .collect(Collectors.joining(" "));
  }

  private static String hmac(String signed, WebhookSecret secret) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.key(), HMAC));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
