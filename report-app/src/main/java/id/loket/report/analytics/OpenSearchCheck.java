package id.loket.report.analytics;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.util.List;

/** OpenSearch's address. */
@Singleton
class OpenSearchCheck implements ConfigurationCheck {
  private final AnalyticsConfig config;

  OpenSearchCheck(AnalyticsConfig config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    faults.url("LOKET_OPENSEARCH_URL", config.url(), List.of("https", "http"));
  }
}
