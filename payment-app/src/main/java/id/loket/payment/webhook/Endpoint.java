package id.loket.payment.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A receiver of webhooks.
 *
 * @param eventTypes what it wants to hear of
 * @param secrets what its webhooks are signed with, the newest first; each makes a signature
 * @param isConfigured whether it comes from the service's configuration and not from an admin
 * @param disabledAt since when nothing is sent; null while it is enabled
 */
public record Endpoint(
    UUID id,
    URI url,
    Set<String> eventTypes,
    List<WebhookSecret> secrets,
    boolean isConfigured,
    Instant disabledAt,
    String disabledReason,
    Instant createdAt) {

  boolean isEnabled() {
    return disabledAt == null;
  }

  boolean wants(String eventType) {
    return isEnabled() && eventTypes.contains(eventType);
  }

  Endpoint disabled(Instant at, String reason) {
    return new Endpoint(id, url, eventTypes, secrets, isConfigured, at, reason, createdAt);
  }
}
