package id.loket.ticket.webhook;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The secret by which payment-app's webhooks are known. */
@Singleton
class WebhookCheck implements ConfigurationCheck {
  private final WebhookConfig config;

  WebhookCheck(WebhookConfig config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    String remedy = "set it to whsec_<base64 of 24 to 64 random bytes>, the same as payment-app's";
    List<String> secrets = config.secret().orElse(List.of());
    faults.required("WEBHOOK_SECRET", secrets.stream().findFirst(), remedy);
    secrets.forEach(
        secret ->
            faults.readable("WEBHOOK_SECRET", Optional.of(secret), WebhookVerifier::keyOf, remedy));
  }
}
