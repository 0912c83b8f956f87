package id.loket.report.analytics;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Lease;
import id.loket.kit.server.Causes;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.report.analytics.Bulk.Outcome;
import id.loket.report.analytics.Reconciliation.Findings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Takes reports from PostgreSQL over into OpenSearch: what was changed since the last run, or, into
 * a generation of indices of its own that replaces the live one in one step, all of them. One
 * replica at a time; a run that ends early is continued by the next from where it was.
 */
@Singleton
public class Etl {
  static final String LEASE = "analytics-etl";
  private static final Logger LOG = Logger.getLogger(Etl.class);
  private static final int MOST_REPAIRED = 10_000;

  private final EtlStore store;
  private final Horizon horizon;
  private final ReportIndexes indexes;
  private final OpenSearchClient server;
  private final Bulk bulk;
  private final Reconciliation reconciliation;
  private final Lease lease;
  private final WorkUnderWay work;
  private final AnalyticsConfig config;
  private final TolerantJson json;
  private final Counter documents;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile Instant lastSuccess;

  Etl(
      EtlStore store,
      Horizon horizon,
      ReportIndexes indexes,
      OpenSearchClient server,
      Bulk bulk,
      Reconciliation reconciliation,
      Lease lease,
      WorkUnderWay work,
      AnalyticsConfig config,
      TolerantJson json,
      MeterRegistry metrics) {
    this.store = store;
    this.horizon = horizon;
    this.indexes = indexes;
    this.server = server;
    this.bulk = bulk;
    this.reconciliation = reconciliation;
    this.lease = lease;
    this.work = work;
    this.config = config;
    this.json = json;
    this.documents =
        Counter.builder("loket.etl.documents")
            .description("reports written to or taken out of OpenSearch")
            .register(metrics);
    Gauge.builder("loket.etl.age", this::ageInSeconds)
        .baseUnit("seconds")
        .description("since this replica's last successful run; NaN when it made none")
        .register(metrics);
  }

  /** What a run is asked to do. */
  enum Kind {
    INCREMENTAL,
    REBUILD
  }

  /**
   * Makes a run.
   *
   * @param trigger who asks, for the record
   * @return the finished run, with its failure if it ended early; empty when one is under way
   *     already, here or on another replica
   */
  Uni<Optional<EtlRun>> run(String trigger, Kind kind) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (!running.compareAndSet(false, true)) {
                return Uni.createFrom().item(Optional.<EtlRun>empty());
              }
              return lease
                  .take(LEASE, config.lease())
                  .chain(
                      mine ->
                          mine
                              ? work.doing(() -> leased(trigger, kind), () -> lease.release(LEASE))
                                  .map(Optional::of)
                              : Uni.createFrom().item(Optional.<EtlRun>empty()))
                  .onTermination()
                  .invoke(() -> running.set(false));
            });
  }

  /** Names the state of the reports in OpenSearch: another name, other reports. */
  public Uni<String> edition() {
    return store.state(LEASE).map(state -> state.generation() + ":" + state.taken().transaction());
  }

  /** How analytics stands beside PostgreSQL now. */
  public Uni<EtlStatus> status() {
    return store
        .state(LEASE)
        .chain(state -> store.pending(state.taken(), 0).chain(pending -> status(state, pending)));
  }

  private Uni<EtlStatus> status(EtlState state, EtlStore.Pending pending) {
    boolean isRunning = state.leased() || running.get();
    EtlRun lastRun = state.run() == null ? null : json.read(state.run(), EtlRun.class);
    Comparison last =
        state.reconciliation() == null ? null : json.read(state.reconciliation(), Comparison.class);
    Function<Seen, EtlStatus> view =
        seen ->
            new EtlStatus(
                isRunning,
                ReportIndexes.ALIAS,
                state.generation() == 0 ? null : ReportIndexes.MAPPING,
                state.generation(),
                lagInSeconds(pending, lastRun),
                pending.count(),
                lastRun,
                seen.comparison,
                seen.obstacle);
    if (state.generation() == 0) {
      return Uni.createFrom().item(view.apply(new Seen(null, "no run has succeeded yet")));
    }
    if (isRunning) {
      return Uni.createFrom()
          .item(view.apply(new Seen(last, "a run is under way: this is the comparison before it")));
    }
    return reconciliation
        .compare(state.taken())
        .map(
            found ->
                found
                    .map(findings -> new Seen(findings.comparison(), null))
                    .orElse(new Seen(null, "too many changes wait to be left out: run first")))
        .onFailure()
        .recoverWithItem(failure -> new Seen(null, Causes.line(failure)))
        .map(view);
  }

  private record Seen(Comparison comparison, String obstacle) {}

  /** What changed before the last good run began is in: no change has been waiting for longer. */
  private static double lagInSeconds(EtlStore.Pending pending, EtlRun lastRun) {
    if (pending.oldest() == null) {
      return 0;
    }
    boolean good = lastRun != null && lastRun.finishedAt() != null && lastRun.failure() == null;
    Instant since =
        good && lastRun.startedAt().isAfter(pending.oldest())
            ? lastRun.startedAt()
            : pending.oldest();
    return Math.max(0, Duration.between(since, Instant.now()).toMillis() / 1000.0);
  }

  private Uni<EtlRun> leased(String trigger, Kind kind) {
    Progress progress = new Progress(trigger, now());
    return store
        .tell(json.write(progress.told(null, null)))
        .chain(() -> go(progress, kind))
        .map(done -> progress.told(now(), null))
        .invoke(run -> lastSuccess = run.finishedAt())
        .onFailure()
        .recoverWithItem(failure -> progress.told(now(), Causes.line(failure)))
        .invoke(Etl::log)
        .call(run -> quietly(store.tell(json.write(run))))
        .call(run -> quietly(lease.release(LEASE)));
  }

  private Uni<Void> go(Progress progress, Kind kind) {
    return Uni.combine()
        .all()
        .unis(indexes.live(), store.state(LEASE), horizon.ofAllCommitted())
        .asTuple()
        .chain(
            seen -> {
              Optional<ReportIndexes.Live> live = seen.getItem1();
              EtlState state = seen.getItem2();
              long settled = seen.getItem3();
              if (wentLiveUnnoticed(live, state)) {
                return store.wentLive().chain(() -> go(progress, kind));
              }
              boolean usable =
                  live.filter(
                              asked ->
                                  asked.mapping() == ReportIndexes.MAPPING
                                      && asked.generation() == state.generation())
                          .isPresent()
                      // behind a database restored from a copy no position is worth anything
                      && state.taken().transaction() <= settled;
              return kind == Kind.REBUILD || !usable
                  ? rebuild(progress, live, state, settled)
                  : incremental(progress, state, settled);
            });
  }

  /** The switch was made, and whoever made it died before writing that down. */
  private static boolean wentLiveUnnoticed(Optional<ReportIndexes.Live> live, EtlState state) {
    return state.building() != null
        && live.filter(asked -> asked.generation() == state.building()).isPresent();
  }

  private Uni<Void> incremental(Progress progress, EtlState state, long settled) {
    progress.kind = Kind.INCREMENTAL;
    Taking taking =
        new Taking(state.generation(), true, state.taken(), settled, store::took, progress);
    return indexes
        .declare()
        .chain(() -> indexes.removeAllBut(state.generation()))
        .chain(() -> takeAll(taking))
        .chain(() -> indexes.refresh(state.generation()))
        .chain(() -> compareAndRepair(progress, state.generation(), Watermark.before(settled)));
  }

  private Uni<Void> rebuild(
      Progress progress, Optional<ReportIndexes.Live> live, EtlState state, long settled) {
    progress.kind = Kind.REBUILD;
    int abandoned = state.building() == null ? 0 : state.building();
    int highest =
        Math.max(
            Math.max(state.generation(), abandoned),
            live.map(ReportIndexes.Live::generation).orElse(0));
    int generation = highest + 1;
    Taking taking =
        new Taking(
            generation,
            false,
            Watermark.BEGINNING,
            settled,
            at -> store.built(generation, at),
            progress);
    return indexes
        .declare()
        .chain(() -> indexes.removeAllBut(live.map(ReportIndexes.Live::generation).orElse(0)))
        .chain(() -> indexes.ensure(Set.of(ReportIndexes.name(generation, now())), false))
        .chain(() -> store.built(generation, Watermark.BEGINNING))
        .chain(() -> takeAll(taking))
        .chain(() -> indexes.refresh(generation))
        .chain(() -> indexes.switchTo(generation))
        .chain(store::wentLive)
        .chain(() -> compareAndRepair(progress, generation, Watermark.before(settled)));
  }

  private Uni<Void> takeAll(Taking taking) {
    return Multi.createBy()
        .repeating()
        .uni(() -> taking, this::step)
        .whilst(more -> more)
        .collect()
        .last()
        .chain(() -> taking.save.apply(Watermark.before(taking.until)));
  }

  /** Sends what was read, in two halves at once, and reads on meanwhile. */
  private Uni<Boolean> step(Taking taking) {
    int size = 2 * config.bulk();
    if (taking.read == null) {
      return store
          .changes(taking.from, taking.until, size)
          .invoke(read -> taking.read = read)
          .map(read -> !read.isEmpty());
    }
    if (work.isEnding()) {
      return Uni.createFrom().failure(new IllegalStateException("the process is told to end"));
    }
    Watermark end = taking.read.getLast().watermark();
    return Uni.combine()
        .all()
        .unis(send(taking), store.changes(end, taking.until, size))
        .asTuple()
        .call(done -> taking.save.apply(end))
        .map(
            done -> {
              taking.progress.count(done.getItem1());
              documents.increment(done.getItem1().taken() + done.getItem1().deleted());
              taking.read = done.getItem2();
              return !taking.read.isEmpty();
            });
  }

  private Uni<Outcome> send(Taking taking) {
    List<ReportChange> changes =
        taking.live
            ? taking.read
            : taking.read.stream().filter(change -> !change.deleted()).toList();
    Set<String> names =
        changes.stream()
            .map(change -> ReportIndexes.name(taking.generation, change.createdAt()))
            .collect(Collectors.toSet());
    int middle = (changes.size() + 1) / 2;
    return indexes
        .ensure(names, taking.live)
        .chain(
            () ->
                Uni.combine()
                    .all()
                    .unis(
                        bulk.send(changes.subList(0, middle), taking.generation, sign()),
                        bulk.send(
                            changes.subList(middle, changes.size()), taking.generation, sign()))
                    .with(Outcome::plus));
  }

  /** Shows that this replica is alive and still the one. */
  private Uni<Void> sign() {
    return lease
        .take(LEASE, config.lease())
        .invoke(
            mine -> {
              if (!mine) {
                throw new IllegalStateException("another replica has taken the run over");
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> compareAndRepair(Progress progress, int generation, Watermark taken) {
    return reconciliation
        .compare(taken)
        .call(this::remember)
        .chain(
            found ->
                found.filter(Etl::isToBeRepaired).isPresent()
                    ? repair(progress, generation, taken, found.get())
                    : Uni.createFrom().voidItem());
  }

  private static boolean isToBeRepaired(Findings found) {
    long differences = found.comparison().differences();
    return differences > 0 && differences <= MOST_REPAIRED;
  }

  private Uni<Void> repair(Progress progress, int generation, Watermark taken, Findings found) {
    LOG.warnf("%d reports differ in OpenSearch and are mended", found.comparison().differences());
    return Multi.createFrom()
        .iterable(found.orphans().entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            orphan -> server.delete("/" + orphan.getValue() + "/_doc/" + orphan.getKey()))
        .collect()
        .asList()
        .chain(() -> store.takeAgain(found.missing()))
        .chain(horizon::ofAllCommitted)
        .chain(
            settled ->
                takeAll(new Taking(generation, true, taken, settled, store::took, progress))
                    .chain(() -> indexes.refresh(generation))
                    .chain(() -> reconciliation.compare(Watermark.before(settled))))
        .call(this::remember)
        .invoke(
            after ->
                progress.repaired =
                    found.comparison().differences()
                        - after.map(left -> left.comparison().differences()).orElse(0L))
        .replaceWithVoid();
  }

  private Uni<Void> remember(Optional<Findings> found) {
    return found
        .map(findings -> store.compared(json.write(findings.comparison())))
        .orElse(Uni.createFrom().voidItem());
  }

  private static void log(EtlRun run) {
    if (run.failure() == null) {
      LOG.infof(
          "ETL (%s): %d reports taken, %d taken out, %d repaired",
          run.kind(), run.taken(), run.deleted(), run.repaired());
    } else {
      LOG.warnf(
          "ETL (%s) ended early and goes on with the next run: %s", run.kind(), run.failure());
    }
  }

  private static Uni<Void> quietly(Uni<Void> last) {
    return last.onFailure()
        .invoke(failure -> LOG.warnf("The end of a run is not written down: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private double ageInSeconds() {
    Instant since = lastSuccess;
    return since == null ? Double.NaN : Duration.between(since, Instant.now()).toMillis() / 1000.0;
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  /** Changes on their way into one generation. */
  private static final class Taking {
    private final int generation;
    private final boolean live;
    private final Watermark from;
    private final long until;
    private final Function<Watermark, Uni<Void>> save;
    private final Progress progress;
    private List<ReportChange> read;

    Taking(
        int generation,
        boolean live,
        Watermark from,
        long until,
        Function<Watermark, Uni<Void>> save,
        Progress progress) {
      this.generation = generation;
      this.live = live;
      this.from = from;
      this.until = until;
      this.save = save;
      this.progress = progress;
    }
  }

  /** What a run has done so far. */
  private static final class Progress {
    private final String trigger;
    private final Instant startedAt;
    private Kind kind = Kind.INCREMENTAL;
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

    void count(Outcome outcome) {
      taken += outcome.taken();
      deleted += outcome.deleted();
      repeated += outcome.repeated();
      refused += outcome.refused();
      refusedBecause = refusedBecause == null ? outcome.reason() : refusedBecause;
    }

    EtlRun told(Instant finishedAt, String failure) {
      return new EtlRun(
          trigger,
          kind.name().toLowerCase(java.util.Locale.ROOT),
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
}
