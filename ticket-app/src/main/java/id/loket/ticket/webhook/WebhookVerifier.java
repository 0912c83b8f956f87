package id.loket.ticket.webhook;

import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks that a webhook comes from who holds the secret, and is fresh: Standard Webhooks 1.0.0,
 * that is HMAC-SHA256 over {@code id.timestamp.body}.
 */
@Singleton
class WebhookVerifier {
  static final ProblemType BAD_SIGNATURE = new ProblemType("webhook-signature", 401);
  static final ProblemType TOO_OLD = new ProblemType("webhook-timestamp", 401);

  private static final String SECRET_PREFIX = "whsec_";
  private static final String VERSION_PREFIX = "v1,";
  private static final String HMAC = "HmacSHA256";

  private final List<SecretKeySpec> keys;
  private final Duration tolerance;
  private final Clock clock;

  WebhookVerifier(WebhookConfig config, Clock clock) {
    this.keys =
        config.secret().orElse(List.of()).stream()
            .filter(secret -> !secret.isBlank())
            .map(WebhookVerifier::keyOf)
            .toList();
    this.tolerance = config.tolerance();
    this.clock = clock;
  }

  /**
   * Lets only a genuine, fresh webhook pass.
   *
   * @throws Problem {@code webhook-signature} or {@code webhook-timestamp} (401)
   */
  void verify(String id, String timestamp, String signatures, byte[] body) {
    if (id == null || id.isBlank() || timestamp == null || signatures == null) {
      throw new Problem(BAD_SIGNATURE);
    }
    Instant attemptedAt = parse(timestamp);
    byte[] prefix = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    boolean genuine =
        List.of(signatures.split(" ")).stream()
            .filter(signature -> signature.startsWith(VERSION_PREFIX))
            .map(signature -> decode(signature.substring(VERSION_PREFIX.length())))
            .anyMatch(given -> matchesAKey(given, prefix, body));
    if (!genuine) {
      throw new Problem(BAD_SIGNATURE);
    }
    Duration age = Duration.between(attemptedAt, clock.instant()).abs();
    if (age.compareTo(tolerance) > 0) {
      throw new Problem(TOO_OLD, tolerance.toSeconds());
    }
  }

  private boolean matchesAKey(byte[] given, byte[] prefix, byte[] body) {
    boolean matches = false;
    for (SecretKeySpec key : keys) {
      matches |= MessageDigest.isEqual(given, sign(key, prefix, body));
    }
    return matches;
  }

  private static byte[] sign(SecretKeySpec key, byte[] prefix, byte[] body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      mac.update(prefix);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  private static Instant parse(String timestamp) {
    try {
      return Instant.ofEpochSecond(Long.parseLong(timestamp));
    } catch (RuntimeException malformed) {
      throw new Problem(BAD_SIGNATURE);
    }
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      return new byte[0];
    }
  }

  static SecretKeySpec keyOf(String secret) {
    if (!secret.strip().startsWith(SECRET_PREFIX)) {
      throw new IllegalArgumentException("not whsec_<base64>");
    }
    byte[] key = Base64.getDecoder().decode(secret.strip().substring(SECRET_PREFIX.length()));
    if (key.length < 24 || key.length > 64) {
      throw new IllegalArgumentException("not 24 to 64 bytes");
    }
    return new SecretKeySpec(key, HMAC);
  }
}
