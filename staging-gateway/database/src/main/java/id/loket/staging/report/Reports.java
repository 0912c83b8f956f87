package id.loket.staging.report;

import id.loket.kit.http.Sha256;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.LongStatements;
import id.loket.kit.problem.Problem;
import id.loket.staging.batch.Batch;
import id.loket.staging.batch.BatchProblems;
import id.loket.staging.batch.BatchStatus;
import id.loket.staging.batch.Batches;
import id.loket.staging.device.Devices;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** What a batch adds up to, and sealing it. */
@Singleton
public class Reports {
  private static final UUID FIRST = new UUID(0, 0);
  private static final int MOST_NAMED = 100;

  private final Pool pool;
  private final LongStatements patient;
  private final ReportStore store;
  private final VisitStore visits;
  private final Batches batches;
  private final Devices devices;
  private final TolerantJson json;
  private final Clock clock;

  Reports(
      Pool pool,
      LongStatements patient,
      ReportStore store,
      VisitStore visits,
      Batches batches,
      Devices devices,
      TolerantJson json,
      Clock clock) {
    this.pool = pool;
    this.patient = patient;
    this.store = store;
    this.visits = visits;
    this.batches = batches;
    this.devices = devices;
    this.json = json;
    this.clock = clock;
  }

  /**
   * The reports of all the collector's batches of a day; a closed one's as it was sealed.
   *
   * @param deviceId the device that asks; null when an administrator does
   * @return fails with {@code device-revoked} (403), as everything a device asks for
   */
  public Uni<List<BatchReport>> ofDay(UUID collectorId, LocalDate day, UUID deviceId) {
    return devices
        .requireNotRevoked(pool, deviceId)
        .chain(() -> batches.ofDay(pool, collectorId, day))
        .chain(
            found ->
                Multi.createFrom()
                    .iterable(found)
                    .onItem()
                    .transformToUniAndConcatenate(batch -> of(pool, batch))
                    .collect()
                    .asList());
  }

  private Uni<BatchReport> of(SqlClient client, Batch batch) {
    return batch.status() == BatchStatus.CLOSED
        ? batches
            .sealed(client, batch.id())
            .map(text -> json.read(text, BatchReport.class))
            .map(report -> report.withBatch(batch))
        : live(client, batch);
  }

  private Uni<BatchReport> live(SqlClient client, Batch batch) {
    UUID id = batch.id();
    return Uni.combine()
        .all()
        .unis(
            store.collectorName(client, batch.collectorId()),
            store.whole(client, id).map(Digest.Whole::digest),
            store.totals(client, id),
            visits.visits(client, id, BatchReport.MOST_VISITS),
            store.laterVoids(client, id, BatchReport.MOST_VISITS))
        .with(
            (name, digest, totals, lines, voids) ->
                new BatchReport(batch, name, digest, totals, lines, voids, null));
  }

  /** The digest of what a device recorded for a batch. */
  public Uni<Digest> digest(UUID batch, UUID collectorId, UUID deviceId) {
    return devices
        .requireNotRevoked(pool, deviceId)
        .chain(() -> batches.find(pool, batch, collectorId))
        .chain(found -> store.digest(pool, batch, deviceId));
  }

  /** What the server has of a device's items for a batch. */
  public Uni<Page<ItemHash>> items(UUID batch, UUID collectorId, UUID deviceId, PageQuery query) {
    int limit = query.limit();
    UUID after = query.cursor().map(Cursor::id).orElse(FIRST);
    return devices
        .requireNotRevoked(pool, deviceId)
        .chain(() -> batches.find(pool, batch, collectorId))
        .chain(found -> store.items(pool, batch, deviceId, after, limit + 1))
        .map(found -> Page.of(found, limit, item -> new Cursor(Instant.EPOCH, item.id())));
  }

  /**
   * Everything that counts in a batch, for the device that works in it now: one that replaced
   * another, or whose local data were wiped, gets its day back.
   *
   * @return fails with {@code device-replaced} or {@code device-revoked} (403)
   */
  public Uni<Page<RecordedItem>> contents(
      UUID batch, UUID collectorId, UUID deviceId, PageQuery query) {
    int limit = query.limit();
    UUID after = query.cursor().map(Cursor::id).orElse(FIRST);
    return devices
        .requireNotRevoked(pool, deviceId)
        .chain(() -> batches.find(pool, batch, collectorId))
        .call(() -> batches.requireWorkedIn(pool, batch, deviceId))
        .chain(() -> store.contents(pool, batch, after, limit + 1))
        .map(found -> Page.of(found, limit, item -> new Cursor(Instant.EPOCH, item.id())));
  }

  /**
   * Remembers that photos of a batch are stored, each as its visit says.
   *
   * @return fails with {@code batch-not-found} (404)
   */
  public Uni<Void> photosStored(UUID batch, StoredPhotos stored) {
    return batches
        .find(pool, batch, stored.collectorId())
        .chain(found -> store.photosStored(pool, batch, stored.photos().toArray(UUID[]::new)));
  }

  /** The photos that must be there before a batch can be closed, and are not known to be. */
  public Uni<Page<PhotoToCheck>> photos(UUID batch, UUID collectorId, PageQuery query) {
    int limit = query.limit();
    UUID after = query.cursor().map(Cursor::id).orElse(FIRST);
    return batches
        .find(pool, batch, collectorId)
        .chain(found -> store.photos(pool, batch, after, limit + 1))
        .map(found -> Page.of(found, limit, photo -> new Cursor(Instant.EPOCH, photo.id())));
  }

  /**
   * Closes a batch if everything is there; a closed one is answered as it is. The device must know
   * all that counts in it, of whatever device.
   *
   * @return fails with {@code device-replaced} (403), {@code digest-differs}, {@code
   *     receipts-differ} or {@code photos-missing} (409)
   */
  public Uni<BatchReport> close(UUID id, CloseBatch wanted) {
    return pool.withTransaction(
        transaction ->
            devices
                .requireNotRevoked(transaction, wanted.deviceId())
                .chain(() -> batches.lock(transaction, id, wanted.collectorId()))
                .chain(
                    batch ->
                        batch.status() == BatchStatus.CLOSED
                            ? of(transaction, batch)
                            : batches
                                .requireWorkedIn(transaction, id, wanted.deviceId())
                                .chain(() -> requireComplete(transaction, id, wanted))
                                .chain(() -> live(transaction, batch))
                                .chain(
                                    report ->
                                        visits.seal(transaction, id).map(report::withVerdicts))
                                .chain(report -> seal(transaction, report))));
  }

  private Uni<Void> requireComplete(SqlClient transaction, UUID id, CloseBatch wanted) {
    return store
        .whole(transaction, id)
        .invoke(
            digest -> {
              if (digest.items() != wanted.items()
                  || !digest.digest().equalsIgnoreCase(wanted.digest())) {
                throw new Problem(BatchProblems.DIGEST_DIFFERS)
                    .with("items", digest.items())
                    .with("digest", digest.digest());
              }
            })
        .chain(() -> store.receipts(transaction, id))
        .invoke(
            receipts -> {
              if (!Receipts.agree(receipts, wanted.receipts())) {
                throw new Problem(BatchProblems.RECEIPTS_DIFFER).with("receipts", receipts);
              }
            })
        .chain(
            () ->
                store.photosMissing(
                    transaction, id, wanted.photos().toArray(UUID[]::new), MOST_NAMED))
        .invoke(
            missing -> {
              if (!missing.isEmpty()) {
                throw new Problem(BatchProblems.PHOTOS_MISSING).with("photos", missing);
              }
            })
        .replaceWithVoid();
  }

  /**
   * Makes and seals a batch of what came too late, of a collector who does not log in any more: it
   * reaches the core like any other.
   */
  public Uni<Void> sealLate(UUID collectorId) {
    return patient.withTransaction(
        transaction ->
            batches
                .openForLate(transaction, collectorId)
                .chain(
                    opened ->
                        opened.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : sealLate(transaction, opened.get())));
  }

  private Uni<Void> sealLate(SqlClient transaction, Batch batch) {
    return live(transaction, batch)
        .chain(report -> visits.seal(transaction, batch.id()).map(report::withVerdicts))
        .chain(
            report -> {
              String text = json.write(report);
              return batches.closeLate(
                  transaction, batch, clock.instant(), Sha256.ofText(text).hex(), text);
            })
        .replaceWithVoid();
  }

  private Uni<BatchReport> seal(SqlClient transaction, BatchReport report) {
    String text = json.write(report);
    return batches
        .close(transaction, report.batch(), clock.instant(), Sha256.ofText(text).hex(), text)
        .map(report::withBatch);
  }
}
