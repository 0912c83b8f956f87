package id.loket.payment.webhook;

import id.loket.kit.secret.SecretBox;
import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.util.List;

/** Where the first receiver is and what its webhooks are signed with. */
@Singleton
class WebhookCheck implements ConfigurationCheck {
  private final WebhookConfig config;

  WebhookCheck(WebhookConfig config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    String remedy = "set it to whsec_<base64 of 24 to 64 random bytes>, the same as ticket-app's";
    config
        .url()
        .ifPresent(url -> faults.url("WEBHOOK_URL", url.toString(), List.of("https", "http")));
    faults
        .requiredReadable("WEBHOOK_SECRET", config.secret(), WebhookSecret::parseAll, remedy)
        .readable(
            "LOKET_WEBHOOK_SECRETS_KEY",
            config.secretsKey(),
            SecretBox::of,
            "set it to 32 random bytes in base64 (openssl rand -base64 32)");
  }
}
