package id.loket.report.analytics;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** The configuration with bulk requests of a few reports. */
record SmallSteps(AnalyticsConfig other) implements AnalyticsConfig {
  @Override
  public String url() {
    return other.url();
  }

  @Override
  public Optional<String> user() {
    return other.user();
  }

  @Override
  public Optional<String> password() {
    return other.password();
  }

  @Override
  public String schedule() {
    return other.schedule();
  }

  @Override
  public Duration timeout() {
    return other.timeout();
  }

  @Override
  public int bulk() {
    return 10;
  }

  @Override
  public int retries() {
    return other.retries();
  }

  @Override
  public Duration firstPause() {
    return other.firstPause();
  }

  @Override
  public Duration lease() {
    return other.lease();
  }

  @Override
  public Duration settling() {
    return other.settling();
  }

  @Override
  public int keepYears() {
    return other.keepYears();
  }

  @Override
  public ZoneId zone() {
    return other.zone();
  }
}
