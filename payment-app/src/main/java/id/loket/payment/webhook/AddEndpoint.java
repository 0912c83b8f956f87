package id.loket.payment.webhook;

import id.loket.kit.problem.Problem;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for webhooks to be sent to a further receiver.
 *
 * @param url an https URL at a public address
 * @param eventTypes what it is to hear of
 */
@Schema(
    examples = "{\"url\": \"https://example.org/hooks/loket\", \"eventTypes\": [\"invoice.paid\"]}")
public record AddEndpoint(
    @NotNull @Size(max = 2000) String url, @NotEmpty Set<@NotNull String> eventTypes) {
  private static final Set<String> EVENT_TYPES =
      Set.of(
          "invoice.issued",
          "invoice.paid",
          "invoice.failed",
          "invoice.partly_refunded",
          "invoice.refunded");

  /**
   * The URL.
   *
   * @throws Problem {@code invalid-input} when it is none
   */
  URI uri() {
    try {
      return new URI(url);
    } catch (URISyntaxException notAUrl) {
      throw Problem.invalid("url", "field.webhook-url");
    }
  }

  /**
   * Checks the event types.
   *
   * @throws Problem {@code invalid-input}
   */
  void check() {
    if (!EVENT_TYPES.containsAll(eventTypes)) {
      throw Problem.invalid(
          "eventTypes",
          "field.event-types",
          String.join(", ", EVENT_TYPES.stream().sorted().toList()));
    }
  }
}
