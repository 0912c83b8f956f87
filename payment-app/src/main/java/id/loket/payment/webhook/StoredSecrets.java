package id.loket.payment.webhook;

import id.loket.kit.secret.SecretBox;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Receivers' secrets as they lie in Cassandra: encrypted, each bound to its receiver, where there
 * is a key for it. What was written before is read as it is, and encrypted when it is exchanged.
 */
@Singleton
class StoredSecrets {
  private static final String SEALED = "sealed:";

  private final Optional<SecretBox> box;

  StoredSecrets(WebhookConfig config) {
    this.box = config.secretsKey().filter(key -> !key.isBlank()).map(SecretBox::of);
  }

  String write(UUID receiver, WebhookSecret secret) {
    return box.map(
            sealing ->
                SEALED + Base64.getEncoder().encodeToString(sealing.seal(receiver, secret.key())))
        .orElseGet(secret::text);
  }

  /**
   * A secret that was written.
   *
   * @throws IllegalStateException when it is encrypted, and none of the keys is that one
   */
  WebhookSecret read(UUID receiver, String text) {
    if (!text.startsWith(SEALED)) {
      return WebhookSecret.parse(text);
    }
    byte[] sealed = Base64.getDecoder().decode(text.substring(SEALED.length()));
    return box.map(opening -> WebhookSecret.of(opening.open(receiver, sealed)))
        .orElseThrow(() -> new IllegalStateException("LOKET_WEBHOOK_SECRETS_KEY is not set"));
  }
}
