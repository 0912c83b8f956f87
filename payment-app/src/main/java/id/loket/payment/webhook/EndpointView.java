package id.loket.payment.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A receiver as it is answered.
 *
 * @param secret what its webhooks are signed with; only in the answer to the request that made it
 */
@Schema(
    name = "WebhookEndpoint",
    examples =
        """
        {"id": "0192f0c1-2222-7c2d-9e4f-5a6b7c8d9e0f", "url": "https://example.org/hooks/loket",
         "eventTypes": ["invoice.paid"], "configured": false, "enabled": true,
         "createdAt": "2027-03-01T12:00:00Z"}\
        """)
public record EndpointView(
    UUID id,
    URI url,
    List<String> eventTypes,
    boolean configured,
    boolean enabled,
    Instant disabledAt,
    String disabledReason,
    Instant createdAt,
    String secret) {

  static EndpointView of(Endpoint endpoint) {
    return of(endpoint, null);
  }

  static EndpointView of(Endpoints.WithSecret made) {
    return of(made.endpoint(), made.secret().text());
  }

  private static EndpointView of(Endpoint endpoint, String secret) {
    return new EndpointView(
        endpoint.id(),
        endpoint.url(),
        endpoint.eventTypes().stream().sorted().toList(),
        endpoint.isConfigured(),
        endpoint.isEnabled(),
        endpoint.disabledAt(),
        endpoint.disabledReason(),
        endpoint.createdAt(),
        secret);
  }
}
