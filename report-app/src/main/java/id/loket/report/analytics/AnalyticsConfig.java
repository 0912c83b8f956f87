package id.loket.report.analytics;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** Where reports are analysed, and how they get there. */
@ConfigMapping(prefix = "loket.analytics")
public interface AnalyticsConfig {
  /** OpenSearch's address, {@code http(s)://host:port}; set by {@code LOKET_OPENSEARCH_URL}. */
  String url();

  /** Its login, if it wants one; set by {@code LOKET_OPENSEARCH_USER}. */
  Optional<String> user();

  /** Set by {@code LOKET_OPENSEARCH_PASSWORD}. */
  Optional<String> password();

  /**
   * When reports are taken over, as cron with seconds in front; {@code off} for never. Set by
   * {@code LOKET_ETL_SCHEDULE}.
   */
  @WithDefault("0 0 * * * ?")
  String schedule();

  /** How long OpenSearch may take to answer. */
  @WithDefault("30s")
  Duration timeout();

  /** How many reports are sent in one bulk request; two are under way at once. */
  @WithDefault("1000")
  int bulk();

  /** How often a bulk request, or what is left of it, is sent again before the run gives up. */
  @WithDefault("8")
  int retries();

  /** The first pause before sending again; each further one is twice as long. */
  @WithDefault("500ms")
  Duration firstPause();

  /**
   * How long the replica that takes reports over is taken for alive without a sign: longer than a
   * bulk request and the longest pause take.
   */
  @WithDefault("2m")
  Duration lease();

  /**
   * How long a run waits for transactions that were under way when it began, in any database of the
   * server, so that it can take what was committed after they had begun; what it can't take then
   * waits for the next run.
   */
  @WithDefault("10s")
  Duration settling();

  /**
   * Reports of this year and of so many before it are analysed; an index of an earlier year goes.
   * Set by {@code LOKET_ANALYTICS_KEEP_YEARS}.
   */
  @WithDefault("10")
  int keepYears();

  /** The days, weeks and months of trends and forecasts are those of this zone. */
  @WithDefault("Asia/Jakarta")
  ZoneId zone();
}
