package id.loket.client.export;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Who else keeps something of a user. */
@ConfigMapping(prefix = "loket.export")
public interface ExportConfig {
  /** ticket-app. */
  String ticketUrl();

  /** payment-app. */
  String paymentUrl();

  /** report-app. */
  String reportUrl();

  /** The staging machine's database, where there is one. */
  Optional<String> databaseUrl();

  /** How long each may take. */
  @WithDefault("10s")
  Duration timeout();

  /** Exports one user may ask for within the hour. */
  @WithDefault("5")
  int perHour();
}
