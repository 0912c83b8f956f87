package id.loket.report.analytics;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.server.Causes;
import id.loket.report.analytics.Reconciliation.Sides;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How analytics stands beside PostgreSQL. What both sides add up to is kept, so that looking costs
 * little; reports are looked at one by one only where that differs, and once however often it is
 * asked for.
 */
@Singleton
class EtlOverview {
  private static final int MOST_COUNTED = Reconciliation.MOST_PENDING + 1;

  private final EtlStore store;
  private final Reconciliation reconciliation;
  private final ReportIndexes indexes;
  private final Etl etl;
  private final TolerantJson json;
  private volatile Inspected inspected;

  EtlOverview(
      EtlStore store,
      Reconciliation reconciliation,
      ReportIndexes indexes,
      Etl etl,
      TolerantJson json) {
    this.store = store;
    this.reconciliation = reconciliation;
    this.indexes = indexes;
    this.etl = etl;
    this.json = json;
  }

  /** What was found, or is being looked for, where both sides differ in that way. */
  private record Inspected(Sides sides, Uni<Comparison> comparison) {}

  private record Seen(Comparison comparison, String obstacle) {}

  /** How analytics stands now. */
  Uni<EtlStatus> status() {
    return store
        .state(Etl.LEASE)
        .chain(
            state ->
                store
                    .pending(state.taken(), MOST_COUNTED)
                    .chain(pending -> seen(state).map(seen -> view(state, pending, seen))));
  }

  private Uni<Seen> seen(EtlState state) {
    if (state.generation() == 0) {
      return Uni.createFrom().item(new Seen(null, "no run has succeeded yet"));
    }
    if (isRunning(state)) {
      return last(state, "a run is under way: this is the comparison before it");
    }
    if (state.rebuildDue()) {
      return last(state, "all reports are to be taken anew: this is the comparison before that");
    }
    return reconciliation
        .sides(state.taken())
        .chain(
            sides ->
                sides
                    .map(both -> compare(both).map(comparison -> new Seen(comparison, null)))
                    .orElseGet(
                        () -> last(state, "too many changes wait: this is the comparison before")))
        .onFailure()
        .recoverWithItem(failure -> new Seen(null, Causes.line(failure)));
  }

  private Uni<Seen> last(EtlState state, String obstacle) {
    Comparison last =
        state.reconciliation() == null ? null : json.read(state.reconciliation(), Comparison.class);
    return Uni.createFrom().item(new Seen(last, obstacle));
  }

  private Uni<Comparison> compare(Sides sides) {
    if (sides.isEqual()) {
      return Uni.createFrom().item(sides.comparison(0, List.of()));
    }
    Inspected known = inspected;
    if (known == null || !known.sides().equals(sides)) {
      known =
          new Inspected(
              sides,
              reconciliation
                  .inspect(sides, Uni.createFrom().voidItem())
                  .map(Reconciliation.Findings::comparison)
                  .onFailure()
                  .invoke(() -> inspected = null)
                  .memoize()
                  .indefinitely());
      inspected = known;
    }
    return known.comparison();
  }

  private boolean isRunning(EtlState state) {
    return state.leased() || etl.isRunning();
  }

  private EtlStatus view(EtlState state, EtlStore.Pending pending, Seen seen) {
    EtlRun lastRun = state.run() == null ? null : json.read(state.run(), EtlRun.class);
    return new EtlStatus(
        isRunning(state),
        ReportIndexes.ALIAS,
        state.generation() == 0 ? null : indexes.mapping(),
        state.generation(),
        lagInSeconds(pending, lastRun),
        pending.count(),
        lastRun,
        seen.comparison(),
        seen.obstacle());
  }

  /** What changed before the last good run began is in: no change has been waiting for longer. */
  private static double lagInSeconds(EtlStore.Pending pending, EtlRun lastRun) {
    if (pending.oldest() == null) {
      return 0;
    }
    Instant since =
        Optional.ofNullable(lastRun)
            .filter(run -> run.finishedAt() != null && run.failure() == null)
            .map(EtlRun::startedAt)
            .filter(started -> started.isAfter(pending.oldest()))
            .orElse(pending.oldest());
    return Math.max(0, Duration.between(since, Instant.now()).toMillis() / 1000.0);
  }
}
