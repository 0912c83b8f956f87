package id.loket.report.analytics;

import id.loket.report.analytics.Bulk.Outcome;
import java.time.Instant;
import java.util.Locale;

/** What a run has done so far. */
final class Progress {
  private final String trigger;
  private final Instant startedAt;
  private Etl.Kind kind = Etl.Kind.INCREMENTAL;
  private long taken;
  private long deleted;
  private long repeated;
  private long refused;
  private String refusedBecause;
  private long repaired;

  Progress(String trigger, Instant startedAt) {
    this.trigger = trigger;
    this.startedAt = startedAt;
  }

  void isOf(Etl.Kind kind) {
    this.kind = kind;
  }

  void count(Outcome outcome) {
    taken += outcome.taken();
    deleted += outcome.deleted();
    repeated += outcome.repeated();
    refused += outcome.refused();
    refusedBecause = refusedBecause == null ? outcome.reason() : refusedBecause;
  }

  void repaired(long reports) {
    repaired = reports;
  }

  long refused() {
    return refused;
  }

  EtlRun told(Instant finishedAt, String failure) {
    return new EtlRun(
        trigger,
        kind.name().toLowerCase(Locale.ROOT),
        startedAt,
        finishedAt,
        taken,
        deleted,
        repeated,
        refused,
        refusedBecause,
        repaired,
        failure);
  }
}
