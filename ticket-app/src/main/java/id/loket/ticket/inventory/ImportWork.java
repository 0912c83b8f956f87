package id.loket.ticket.inventory;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.LongStatements;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.trace.Traces;
import id.loket.kit.work.Backoff;
import id.loket.kit.work.OutageLog;
import id.loket.kit.work.SingleFlight;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Works files of stock off, one at a time per replica: reads and checks every row without touching
 * stock, then loads the good ones part by part, each part in one short transaction that calls no
 * other system. What a crash left half-way is taken up when its lease ends and goes on behind the
 * last part; whoever lost a file changes nothing any more (I10).
 */
@Singleton
class ImportWork {
  private static final Logger LOG = Logger.getLogger(ImportWork.class);
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));
  private static final String UNIQUE_VIOLATION = "23505";
  private static final int CLEARED_AT_ONCE = 20_000;

  private final Pool pool;
  private final LongStatements whole;
  private final ImportStore store;
  private final ImportRowStore rows;
  private final ImportLease lease;
  private final ImportReading reading;
  private final ImportLoading loading;
  private final StockLoadStore stock;
  private final StockFiles files;
  private final ErrorTexts texts;
  private final Watchers watchers;
  private final InventoryConfig config;
  private final Traces traces;
  private final WorkUnderWay work;
  private final MeterRegistry metrics;
  private final OutageLog outages = new OutageLog(ImportWork.class, "Files of stock wait");
  private final SingleFlight runs = new SingleFlight(this::workOff);

  ImportWork(
      Pool pool,
      LongStatements whole,
      ImportStore store,
      ImportRowStore rows,
      ImportLease lease,
      ImportReading reading,
      ImportLoading loading,
      StockLoadStore stock,
      StockFiles files,
      ErrorTexts texts,
      Watchers watchers,
      InventoryConfig config,
      Traces traces,
      WorkUnderWay work,
      MeterRegistry metrics) {
    this.pool = pool;
    this.whole = whole;
    this.store = store;
    this.rows = rows;
    this.lease = lease;
    this.reading = reading;
    this.loading = loading;
    this.stock = stock;
    this.files = files;
    this.texts = texts;
    this.watchers = watchers;
    this.config = config;
    this.traces = traces;
    this.work = work;
    this.metrics = metrics;
  }

  /** Asks for waiting files to be worked off now; without it the poll finds them. */
  void wake() {
    runs.wake();
  }

  @Produces
  @Singleton
  DueWork waiting() {
    return new DueWork(
        "stock-files",
        """
        select least(
          (select min(work_until) from inventory_import
            where status in ('RECEIVING', 'RECEIVED', 'READING', 'LOADING')),
          (select now() from inventory_import
            where cleared_at is null and status in ('DONE', 'FAILED', 'DUPLICATE') limit 1))
        """,
        runs::run);
  }

  private Uni<Void> workOff() {
    return work.isEnding()
        ? Uni.createFrom().voidItem()
        : traces
            .aside(() -> store.takeDue(pool, config.lease()))
            .chain(this::workOnOrClear)
            .invoke(outages::worked)
            .onFailure()
            .invoke(outages::failed)
            .chain(again -> again ? workOff() : Uni.createFrom().voidItem());
  }

  private Uni<Boolean> workOnOrClear(Optional<Import> due) {
    return due.map(file -> doing(file).replaceWith(true))
        .orElseGet(() -> rows.clear(pool, CLEARED_AT_ONCE));
  }

  private Uni<Void> doing(Import file) {
    return work.doing(
        () ->
            traces
                .continued(
                    file.traceparent(), "load stock file", SpanKind.INTERNAL, () -> workOn(file))
                .onFailure(ImportLease.Lost.class)
                .recoverWithUni(() -> lost(file))
                .onFailure()
                .recoverWithUni(failure -> leave(file, failure)),
        () -> store.leave(pool, file, Duration.ZERO));
  }

  private Uni<Void> lost(Import file) {
    LOG.infof("File of stock %s is worked on by somebody else now", file.id());
    return Uni.createFrom().voidItem();
  }

  private Uni<Void> leave(Import file, Throwable failure) {
    LOG.warnf("File of stock %s waits: %s", file.id(), failure.toString());
    LOG.debug("Why it waits", failure);
    return store.leave(
        pool,
        file,
        failure instanceof ImportLease.Ending ? Duration.ZERO : BACKOFF.after(file.attempt()));
  }

  private Uni<Void> workOn(Import file) {
    return switch (file.status()) {
      case RECEIVING -> uploadBroken(file);
      case RECEIVED, READING -> readAndLoad(file);
      case LOADING -> goOnLoading(file);
      case DONE, FAILED, DUPLICATE -> Uni.createFrom().voidItem();
    };
  }

  /** What may lie in the object store of it is nobody's file. */
  private Uni<Void> uploadBroken(Import file) {
    return files
        .removeKept(file.objectKey())
        .chain(() -> end(file, ImportStatus.FAILED, Reason.UPLOAD_BROKEN, null));
  }

  private Uni<Void> readAndLoad(Import file) {
    return reading
        .read(file)
        .chain(read -> decide(file, read))
        .onFailure(StockFile.Unreadable.class)
        .recoverWithUni(
            e -> end(file, ImportStatus.FAILED, ((StockFile.Unreadable) e).reason(), null))
        .onFailure(StockFiles.Missing.class)
        .recoverWithUni(() -> end(file, ImportStatus.FAILED, Reason.FILE_GONE, null));
  }

  private Uni<Void> decide(Import file, ImportReading.Read read) {
    if (file.strict() && read.bad() > 0) {
      return end(file, ImportStatus.FAILED, Reason.STRICT, read.contentHash());
    }
    if (file.dryRun()) {
      return judge(file, read);
    }
    return store
        .beginLoading(pool, file, file.identity(read.contentHash()))
        .onFailure(ImportWork::isUniqueViolation)
        .recoverWithItem(false)
        .chain(first -> first ? loadAll(file) : endAsDuplicateOrLost(file, read.contentHash()));
  }

  /** Says what loading would do, and does not. */
  private Uni<Void> judge(Import file, ImportReading.Read read) {
    return whole
        .withTransaction(
            transaction ->
                lease
                    .renew(transaction, file)
                    .chain(() -> stock.wouldBeRefused(transaction, file))
                    .call(
                        refused ->
                            store.loaded(
                                transaction, file, StockLoadStore.Loaded.nothing(file, refused))))
        .chain(
            refused ->
                file.strict() && refused > 0
                    ? end(file, ImportStatus.FAILED, Reason.STRICT, read.contentHash())
                    : end(file, ImportStatus.DONE, null, read.contentHash()));
  }

  /** The rows are gone after a crash of the server: then the file is read again. */
  private Uni<Void> goOnLoading(Import file) {
    return rows.isStaged(pool, file.number())
        .chain(staged -> staged ? loadAll(file) : reading.read(file).chain(() -> loadAll(file)));
  }

  private Uni<Void> loadAll(Import file) {
    return loading
        .loadAll(file)
        .chain(() -> end(file, ImportStatus.DONE, null, null))
        .onFailure(ImportLoading.Strictness.class)
        .recoverWithUni(() -> end(file, ImportStatus.FAILED, Reason.STRICT, null));
  }

  private Uni<Void> endAsDuplicateOrLost(Import file, String contentHash) {
    return store
        .loadedBefore(pool, file, contentHash)
        .chain(
            first ->
                // Gone again, should the first have failed meanwhile: then this one is looked at
                // anew.
                first.isPresent()
                    ? end(
                        file,
                        new ImportStore.End(
                            ImportStatus.DUPLICATE, null, first.get(), contentHash, null))
                    : store.leave(pool, file, Duration.ZERO));
  }

  private Uni<Void> end(Import file, ImportStatus status, Reason reason, String contentHash) {
    return writeErrors(file)
        .chain(
            key ->
                end(
                    file,
                    new ImportStore.End(status, reason, null, contentHash, key.orElse(null))));
  }

  private Uni<Void> end(Import file, ImportStore.End end) {
    return store
        .end(pool, file, end)
        .invoke(
            () -> {
              metrics.counter("loket.inventory.imports", "status", end.status().name()).increment();
              LOG.infof("File of stock %s: %s", file.id(), end.status());
              watchers.wake();
            });
  }

  /** Writes the errors beside the file; empty when there are none. */
  private Uni<Optional<String>> writeErrors(Import file) {
    return rows.errors(pool, file.number(), config.errorsWritten())
        .chain(
            errors -> {
              if (errors.isEmpty()) {
                return Uni.createFrom().item(Optional.empty());
              }
              String key = file.errorsKeyBeside();
              return files.put(key, texts.csv(errors)).replaceWith(Optional.of(key));
            });
  }

  private static boolean isUniqueViolation(Throwable failure) {
    return failure instanceof PgException e && UNIQUE_VIOLATION.equals(e.getSqlState());
  }
}
