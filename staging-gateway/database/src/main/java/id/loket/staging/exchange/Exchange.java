package id.loket.staging.exchange;

import static id.loket.staging.exchange.FailureStore.Kind.RESULT;
import static id.loket.staging.exchange.FailureStore.Kind.SUPPLY;
import static id.loket.staging.exchange.FailureStore.Kind.VOIDS;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.Lease;
import id.loket.kit.postgres.LongStatements;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Takes what the core supplies and hands it what was closed, and what was taken back since. One
 * replica at a time; each step is a transaction that also says how far it got, so a run that ends
 * anywhere is simply gone on with. What fails holds up nothing but itself.
 */
@Singleton
public class Exchange {
  private static final Logger LOG = Logger.getLogger(Exchange.class);
  private static final String LEASE = "core-exchange";
  private static final int MOST_SHOWN = 50;
  private static final int MOST_STEPS = 200;
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final int MOST_VOIDS = 500;
  private static final String VOIDS_OF_ALL = "all";

  private final Pool pool;
  private final LongStatements patient;
  private final SupplyStore supplies;
  private final ResultStore results;
  private final FailureStore failures;
  private final Lease lease;
  private final WorkUnderWay work;
  private final ExchangeConfig config;
  private final Job job;
  private final Optional<Duration> every;
  private volatile long ranAt;

  Exchange(
      Pool pool,
      LongStatements patient,
      SupplyStore supplies,
      ResultStore results,
      FailureStore failures,
      Lease lease,
      WorkUnderWay work,
      ExchangeConfig config,
      Jobs jobs) {
    this.pool = pool;
    this.patient = patient;
    this.supplies = supplies;
    this.results = results;
    this.failures = failures;
    this.lease = lease;
    this.work = work;
    this.config = config;
    this.every =
        Optional.of(config.every())
            .filter(every -> !every.equals("off"))
            .map(DurationConverter::parseDuration);
    this.ranAt = System.nanoTime() - every.orElse(Duration.ZERO).toNanos();
    this.job =
        jobs.job(Exchange.class, "The exchange with the core goes on later", this::exchange)
            .limit(LONGEST);
  }

  /** What was exchanged lately, with both sides' totals. */
  public Uni<Reconciliation> reconciliation() {
    return Uni.combine()
        .all()
        .unis(
            supplies.supplies(pool, MOST_SHOWN),
            results.results(pool, MOST_SHOWN),
            failures.all(pool, MOST_SHOWN))
        .with(Reconciliation::new);
  }

  /** Supplies and batches that are not put off, and voids of batches that were handed over. */
  @Produces
  @Singleton
  DueWork due() {
    return new DueWork(
        LEASE,
        """
        select least(
          (select min(coalesce(f.due_at, now())) from exchange.supply s
            left join exchange_failure f on f.kind = 'SUPPLY' and f.id = s.id::text
            where not s.finished),
          (select min(coalesce(f.due_at, now())) from batch b
            left join exchange_failure f on f.kind = 'RESULT' and f.id = b.id::text
            where b.status = 'CLOSED' and not b.exported),
          (select coalesce(
              (select due_at from exchange_failure where kind = 'VOIDS' and id = '%s'), now())
            where exists (
              select from later_void l join item i on i.id = l.visit_id
                join exchange.result r on r.batch = i.batch_id)))
        """
            .formatted(VOIDS_OF_ALL),
        this::runUnlessJustDone);
  }

  private Uni<Void> runUnlessJustDone() {
    return every.isPresent() && System.nanoTime() - ranAt >= every.get().toNanos()
        ? job.run().invoke(() -> ranAt = System.nanoTime())
        : Uni.createFrom().voidItem();
  }

  private Uni<Void> exchange() {
    return lease
        .take(LEASE, config.lease())
        .chain(
            mine ->
                mine
                    ? work.doing(() -> go(MOST_STEPS), () -> lease.release(LEASE))
                    : Uni.createFrom().voidItem())
        .replaceWithVoid();
  }

  /** Steps until nothing is left to do, or it is somebody else's turn. */
  private Uni<Void> go(int steps) {
    if (steps == 0 || work.isEnding()) {
      return Uni.createFrom().voidItem();
    }
    return step()
        .chain(
            did ->
                did
                    ? lease
                        .take(LEASE, config.lease())
                        .chain(mine -> mine ? go(steps - 1) : Uni.createFrom().voidItem())
                    : Uni.createFrom().voidItem());
  }

  /** A little of each, so that neither waits for the other; whether there was anything to do. */
  private Uni<Boolean> step() {
    return takeSome()
        .chain(took -> handOverOne().map(did -> did || took))
        .chain(did -> tellVoids().map(told -> told || did));
  }

  private Uni<Boolean> takeSome() {
    return supplies
        .next(pool)
        .chain(
            next ->
                next.isEmpty()
                    ? Uni.createFrom().item(false)
                    : trying(SUPPLY, Long.toString(next.get().supply()), () -> take(next.get())));
  }

  private Uni<Void> take(SupplyStore.Unfinished next) {
    long supply = next.supply();
    if (!next.begun()) {
      return pool.withTransaction(transaction -> supplies.begin(transaction, supply));
    }
    return pool.withTransaction(
        transaction ->
            supplies
                .lockProgress(transaction, supply)
                .chain(
                    takenTo ->
                        takenTo.isEmpty()
                            ? supplies.finish(transaction, supply)
                            : supplies.take(
                                transaction,
                                supply,
                                takenTo.get(),
                                takenTo.get() + config.chunk())));
  }

  private Uni<Boolean> handOverOne() {
    return results
        .next(pool)
        .chain(
            next ->
                next.isEmpty()
                    ? Uni.createFrom().item(false)
                    : trying(RESULT, next.get().toString(), () -> handOver(next.get())));
  }

  /** A day of a hundred thousand visits takes longer than a request may. */
  private Uni<Void> handOver(UUID batch) {
    return patient.withTransaction(
        transaction ->
            results
                .lock(transaction, batch)
                .chain(
                    found ->
                        found.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : results.handOver(transaction, batch)));
  }

  private Uni<Boolean> tellVoids() {
    AtomicInteger told = new AtomicInteger();
    return failures
        .isPutOff(pool, VOIDS, VOIDS_OF_ALL)
        .chain(
            putOff ->
                putOff
                    ? Uni.createFrom().item(false)
                    : trying(
                            VOIDS,
                            VOIDS_OF_ALL,
                            () ->
                                pool.withTransaction(
                                        transaction -> results.tellVoids(transaction, MOST_VOIDS))
                                    .invoke(told::set)
                                    .replaceWithVoid())
                        .map(done -> told.get() > 0));
  }

  /**
   * Does a piece of work. What fails is put off, and the rest goes on; only when even that cannot
   * be written down, the run ends.
   */
  private Uni<Boolean> trying(FailureStore.Kind kind, String id, Supplier<Uni<Void>> piece) {
    return Uni.createFrom()
        .deferred(() -> piece.get())
        .onItemOrFailure()
        .transformToUni(
            (done, failure) -> {
              if (failure == null) {
                return failures.forget(pool, kind, id);
              }
              LOG.warnf("%s %s cannot be exchanged now: %s", kind, id, failure.toString());
              return failures.putOff(pool, kind, id, failure);
            })
        .replaceWith(true);
  }
}
