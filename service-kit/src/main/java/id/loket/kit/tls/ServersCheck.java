package id.loket.kit.tls;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** That Redis, S3 and the mail server are spoken to over TLS, in those services that have them. */
@Singleton
class ServersCheck implements ConfigurationCheck {
  private static final String REQUIRED = "REQUIRED";

  private final Config config;

  ServersCheck(Config config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    for (String redis : text("quarkus.redis.hosts").orElse("").split(",")) {
      if (!redis.isBlank()) {
        URI url = URI.create(redis.strip());
        boolean encrypted = "rediss".equals(url.getScheme());
        faults.encrypted("LOKET_REDIS_URL", url.getHost(), encrypted, "set it to rediss://…");
      }
    }
    text("quarkus.s3.endpoint-override")
        .map(URI::create)
        .ifPresent(
            url ->
                faults.encrypted(
                    "LOKET_S3_ENDPOINT",
                    url.getHost(),
                    "https".equals(url.getScheme()),
                    "set it to https://…"));
    text("quarkus.mailer.host")
        .ifPresent(
            host ->
                faults.encrypted(
                    "LOKET_SMTP_HOST",
                    host,
                    text("quarkus.mailer.tls").filter("true"::equals).isPresent()
                        || text("quarkus.mailer.start-tls")
                            .filter(REQUIRED::equalsIgnoreCase)
                            .isPresent(),
                    "set LOKET_SMTP_START_TLS to REQUIRED, or LOKET_SMTP_TLS to true"));
  }

  private Optional<String> text(String key) {
    return config.getOptionalValue(key, String.class);
  }
}
