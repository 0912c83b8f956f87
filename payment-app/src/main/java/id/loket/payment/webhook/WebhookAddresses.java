package id.loket.payment.webhook;

import id.loket.kit.http.OutboundAddresses;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/** Which addresses webhooks may go to. */
class WebhookAddresses {
  @Produces
  @Singleton
  OutboundAddresses addresses(WebhookConfig config) {
    return new OutboundAddresses(
        config.allowedHosts().orElse(Set.of()), config.dangerousAllowPrivateAddresses());
  }
}
