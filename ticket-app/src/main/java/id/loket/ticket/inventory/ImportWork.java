package id.loket.ticket.inventory;

import id.loket.kit.http.Sha256;
import id.loket.kit.id.Ids;
import id.loket.kit.metrics.Sweeps;
import id.loket.kit.postgres.Lease;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.trace.Traces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Works files of stock off, one at a time per replica: finds those put straight into the bucket,
 * reads and checks every row without touching stock, then loads the good ones part by part, each
 * part in one short transaction that calls no other system. What a crash left half-way is taken up
 * when its lease ends and goes on behind the last part (I10).
 */
@Singleton
class ImportWork {
  private static final Logger LOG = Logger.getLogger(ImportWork.class);
  private static final String SWEEP = "inventory-sweep";
  private static final Duration SWEEP_LEASE = Duration.ofSeconds(30);
  private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(5);
  private static final String UNIQUE_VIOLATION = "23505";
  private static final int CLEARED_AT_ONCE = 20_000;

  private final Pool pool;
  private final ImportStore store;
  private final StockStore stock;
  private final StockFiles files;
  private final ErrorTexts texts;
  private final Watchers watchers;
  private final InventoryConfig config;
  private final Lease lease;
  private final OutboxRelay relay;
  private final Traces traces;
  private final WorkUnderWay work;
  private final Counter found;
  private final MeterRegistry metrics;
  private final AtomicBoolean working = new AtomicBoolean();
  private volatile boolean refused;

  ImportWork(
      Pool pool,
      ImportStore store,
      StockStore stock,
      StockFiles files,
      ErrorTexts texts,
      Watchers watchers,
      InventoryConfig config,
      Lease lease,
      OutboxRelay relay,
      Traces traces,
      WorkUnderWay work,
      MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.stock = stock;
    this.files = files;
    this.texts = texts;
    this.watchers = watchers;
    this.config = config;
    this.lease = lease;
    this.relay = relay;
    this.traces = traces;
    this.work = work;
    this.metrics = metrics;
    this.found = Sweeps.counter(metrics, "dropped-stock-files");
  }

  /** Asks for waiting files to be worked off now; without it they are within a second. */
  void wake() {
    workOff();
  }

  @Scheduled(every = "1s", delayed = "2s")
  void poll() {
    workOff();
  }

  /** Finds files that were put into the bucket without telling us. */
  @Scheduled(
      every = "${loket.inventory.sweep-every}",
      delayed = "3s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> findDropped() {
    return lease
        .take(SWEEP, SWEEP_LEASE)
        .chain(mine -> mine ? findDropped(null) : Uni.createFrom().voidItem())
        .invoke(() -> refused = false)
        .onFailure()
        .invoke(this::cannotList)
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> findDropped(String next) {
    return files
        .list(next)
        .chain(
            page ->
                Multi.createFrom()
                    .iterable(page.objects())
                    .onItem()
                    .transformToUniAndConcatenate(
                        object -> store.insertIfUnknown(pool, Ids.next(), object))
                    .filter(isNew -> isNew)
                    .invoke(() -> found.increment())
                    .collect()
                    .last()
                    .chain(
                        () ->
                            page.next() == null
                                ? Uni.createFrom().voidItem()
                                : findDropped(page.next())));
  }

  private void cannotList(Throwable failure) {
    if (!refused) {
      refused = true;
      LOG.warnf("Files put into the bucket are found later: %s", failure.toString());
    }
  }

  private void workOff() {
    if (work.isEnding() || !working.compareAndSet(false, true)) {
      return;
    }
    store
        .takeDue(pool, config.lease())
        .chain(this::workOnOrClear)
        .subscribe()
        .with(
            again -> {
              working.set(false);
              if (again) {
                workOff();
              }
            },
            failure -> {
              LOG.warnf("Files of stock wait: %s", failure.toString());
              LOG.debug("Why they wait", failure);
              working.set(false);
            });
  }

  private Uni<Boolean> workOnOrClear(Optional<Import> due) {
    return due.map(file -> doing(file).replaceWith(true))
        .orElseGet(() -> store.clear(pool, CLEARED_AT_ONCE));
  }

  private Uni<Void> doing(Import file) {
    return work.doing(
            () ->
                traces.continued(
                    file.traceparent(), "load stock file", SpanKind.INTERNAL, () -> workOn(file)),
            () -> store.leave(pool, file.id(), Duration.ZERO))
        .onFailure()
        .recoverWithUni(
            failure -> {
              LOG.warnf("File of stock %s waits: %s", file.id(), failure.toString());
              LOG.debug("Why it waits", failure);
              return store.leave(pool, file.id(), TRY_AGAIN_AFTER);
            });
  }

  private Uni<Void> workOn(Import file) {
    return switch (file.status()) {
      case RECEIVING -> end(file, ImportStatus.FAILED, Reason.UPLOAD_BROKEN, null);
      case RECEIVED, READING -> readAndLoad(file);
      case LOADING -> goOnLoading(file);
      case DONE, FAILED, DUPLICATE -> Uni.createFrom().voidItem();
    };
  }

  private Uni<Void> readAndLoad(Import file) {
    return readAll(file)
        .chain(read -> decide(file, read))
        .onFailure(StockFile.Unreadable.class)
        .recoverWithUni(
            e -> end(file, ImportStatus.FAILED, ((StockFile.Unreadable) e).reason(), null))
        .onFailure(StockFiles.Missing.class)
        .recoverWithUni(() -> end(file, ImportStatus.FAILED, Reason.FILE_GONE, null));
  }

  /** What reading a file found. */
  private record Read(String contentHash, long good, long bad) {}

  private Uni<Read> readAll(Import file) {
    Reading reading = new Reading(file);
    return pool.withTransaction(transaction -> store.beginReading(transaction, file))
        .chain(
            () ->
                files
                    .read(file.objectKey())
                    .onItem()
                    .transformToUniAndConcatenate(reading::take)
                    .collect()
                    .last())
        .chain(reading::finish);
  }

  /** Reads one file; rows are written down as soon as there are enough of them. */
  private final class Reading {
    private final Import file;
    private final StockFile parser;
    private final MessageDigest digest = Sha256.digest();
    private long bytes;
    private long good;
    private long bad;

    Reading(Import file) {
      this.file = file;
      this.parser = new StockFile(file.mode());
    }

    Uni<Void> take(ByteBuffer piece) {
      bytes += piece.remaining();
      digest.update(piece.duplicate());
      parser.read(piece);
      return parser.waiting() >= config.rowsAtOnce() ? write() : Uni.createFrom().voidItem();
    }

    Uni<Read> finish() {
      parser.end();
      return write()
          .chain(() -> pool.withTransaction(this::takeOutRepeated))
          .map(done -> new Read(Sha256.of(digest).hex(), good, bad));
    }

    private Uni<Void> write() {
      StockFile.Part part = parser.take();
      return pool.withTransaction(transaction -> write(transaction, part));
    }

    private Uni<Void> write(SqlConnection transaction, StockFile.Part part) {
      return store
          .stage(transaction, file.number(), part.good())
          .chain(
              () ->
                  store.complain(
                      transaction, file.number(), bad, config.errorsWritten(), part.bad()))
          .invoke(
              () -> {
                good += part.good().size();
                bad += part.bad().size();
              })
          .chain(() -> tell(transaction));
    }

    private Uni<Void> takeOutRepeated(SqlConnection transaction) {
      return store
          .takeOutRepeated(transaction, file.number(), config.errorsWritten() - bad)
          .invoke(
              repeated -> {
                good -= repeated;
                bad += repeated;
              })
          .chain(() -> tell(transaction));
    }

    private Uni<Void> tell(SqlConnection transaction) {
      return store.progress(
          transaction,
          file.id(),
          new Import.Progress(bytes, parser.rows(), good, bad, 0, 0),
          config.lease());
    }
  }

  private Uni<Void> decide(Import file, Read read) {
    if (file.strict() && read.bad() > 0) {
      return end(file, ImportStatus.FAILED, Reason.STRICT, read.contentHash());
    }
    if (file.dryRun()) {
      return stock
          .wouldBeRefused(pool, file)
          .chain(
              refusedRows ->
                  file.strict() && refusedRows > 0
                      ? end(file, ImportStatus.FAILED, Reason.STRICT, read.contentHash())
                      : store
                          .loaded(
                              pool,
                              file.id(),
                              new StockStore.Loaded(0, 0, refusedRows, 0, file.loadedLine()),
                              config.lease())
                          .chain(() -> end(file, ImportStatus.DONE, null, read.contentHash())));
    }
    return store
        .beginLoading(pool, file.id(), file.identity(read.contentHash()))
        .chain(() -> loadAll(file))
        .onFailure(ImportWork::isUniqueViolation)
        .recoverWithUni(() -> endAsDuplicate(file, read.contentHash()));
  }

  /** The rows are gone after a crash of the server: then the file is read again. */
  private Uni<Void> goOnLoading(Import file) {
    return store
        .staged(pool, file.number())
        .chain(staged -> staged > 0 ? loadAll(file) : readAll(file).chain(() -> loadAll(file)));
  }

  private Uni<Void> loadAll(Import file) {
    return loadPart(file)
        .chain(
            after ->
                after.isPresent() ? loadAll(after.get()) : end(file, ImportStatus.DONE, null, null))
        .onFailure(Strictness.class)
        .recoverWithUni(() -> end(file, ImportStatus.FAILED, Reason.STRICT, null));
  }

  /** A strict file has a row that stock does not allow. */
  private static final class Strictness extends RuntimeException {
    Strictness() {
      super("strict", null, false, false);
    }
  }

  /** Loads the next part; empty behind the last. */
  private Uni<Optional<Import>> loadPart(Import file) {
    long lines = file.strict() ? Integer.MAX_VALUE : config.loadedAtOnce();
    return pool.withTransaction(
            transaction ->
                stock
                    .lockForLoading(transaction)
                    .chain(() -> watchers.highestThreshold(transaction))
                    .chain(
                        watched ->
                            stock.load(
                                transaction,
                                file,
                                lines,
                                watched,
                                config.errorsWritten() - file.progress().rowsBad()))
                    .invoke(
                        part -> {
                          if (file.strict() && part.refused() > 0) {
                            throw new Strictness();
                          }
                        })
                    .call(
                        part ->
                            part.taken() == 0
                                ? Uni.createFrom().voidItem()
                                : store.loaded(transaction, file.id(), part, config.lease())))
        .invoke(
            part -> {
              if (part.depleted() > 0) {
                relay.wake();
              }
            })
        .map(part -> part.taken() == 0 ? Optional.<Import>empty() : Optional.of(file.behind(part)));
  }

  private Uni<Void> endAsDuplicate(Import file, String contentHash) {
    return store
        .loadedBefore(pool, contentHash, file.mode())
        .chain(
            first ->
                store.end(
                    pool,
                    file.id(),
                    ImportStatus.DUPLICATE,
                    null,
                    first.orElse(null),
                    contentHash,
                    null))
        .invoke(() -> ended(file, ImportStatus.DUPLICATE));
  }

  private Uni<Void> end(Import file, ImportStatus status, Reason reason, String contentHash) {
    return writeErrors(file)
        .chain(
            key -> store.end(pool, file.id(), status, reason, null, contentHash, key.orElse(null)))
        .invoke(() -> ended(file, status));
  }

  private void ended(Import file, ImportStatus status) {
    metrics.counter("loket.inventory.imports", "status", status.name()).increment();
    LOG.infof("File of stock %s: %s", file.id(), status);
    watchers.wake();
  }

  /** Writes the errors beside the file; empty when there are none. */
  private Uni<Optional<String>> writeErrors(Import file) {
    return store
        .errors(pool, file.number(), config.errorsWritten())
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
