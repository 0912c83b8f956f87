package id.loket.report.notice;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A browser that wants to be told.
 *
 * @param endpoint where its push service takes messages for it
 * @param p256dh its public key, in base64url
 * @param auth its secret, in base64url
 */
public record Subscription(
    UUID id, UUID userId, String endpoint, String p256dh, String auth, Instant createdAt) {
  /** What a browser's {@code PushSubscription.toJSON()} gives. */
  @Schema(
      example =
          """
          {"endpoint": "https://push.example.org/abc", "keys": {"p256dh": "BCVx…", "auth": "BTBZ…"}}
          """)
  public record Subscribe(
      @NotBlank @Size(max = 1000) String endpoint,
      Long expirationTime,
      @NotNull @Valid BrowserKeys keys) {}

  /** The browser's keys. */
  public record BrowserKeys(
      @NotBlank @Size(max = 200) String p256dh, @NotBlank @Size(max = 100) String auth) {}
}
