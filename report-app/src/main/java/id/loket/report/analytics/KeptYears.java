package id.loket.report.analytics;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The years whose reports are analysed: an index a year, and an end to them. */
@Singleton
class KeptYears {
  private final AnalyticsConfig config;
  private final Clock clock;

  KeptYears(AnalyticsConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** The first year, by UTC. */
  int first() {
    return clock.instant().atOffset(ZoneOffset.UTC).getYear() - config.keepYears();
  }

  /** When it began. */
  Instant begin() {
    return LocalDate.of(first(), 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
