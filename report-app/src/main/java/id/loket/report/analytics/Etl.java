package id.loket.report.analytics;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Lease;
import id.loket.kit.server.Causes;
import id.loket.kit.shutdown.WorkUnderWay;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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

  private final EtlStore store;
  private final EtlWork steps;
  private final Lease lease;
  private final WorkUnderWay work;
  private final AnalyticsConfig config;
  private final TolerantJson json;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile Instant lastSuccess;

  Etl(
      EtlStore store,
      EtlWork steps,
      Lease lease,
      WorkUnderWay work,
      AnalyticsConfig config,
      TolerantJson json,
      MeterRegistry metrics) {
    this.store = store;
    this.steps = steps;
    this.lease = lease;
    this.work = work;
    this.config = config;
    this.json = json;
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

  /** Makes a run if the last one, on whatever replica, ended early. */
  Uni<Optional<EtlRun>> again(String trigger) {
    return store
        .endedEarly()
        .chain(
            early ->
                early
                    ? run(trigger, Kind.INCREMENTAL)
                    : Uni.createFrom().item(Optional.<EtlRun>empty()));
  }

  /** Names the state of the reports in OpenSearch: another name, other reports. */
  public Uni<String> edition() {
    return store.state(LEASE).map(state -> state.generation() + ":" + state.taken().transaction());
  }

  /** Whether this replica is making a run. */
  boolean isRunning() {
    return running.get();
  }

  private Uni<EtlRun> leased(String trigger, Kind kind) {
    Progress progress = new Progress(trigger, now());
    return store
        .tell(json.write(progress.told(null, null)))
        .chain(() -> steps.go(progress, kind))
        .map(done -> progress.told(now(), null))
        .invoke(run -> lastSuccess = run.finishedAt())
        .onFailure()
        .recoverWithItem(failure -> progress.told(now(), Causes.line(failure)))
        .invoke(Etl::log)
        .call(run -> quietly(store.tell(json.write(run))))
        .call(run -> quietly(lease.release(LEASE)));
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

  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
