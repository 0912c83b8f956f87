package id.loket.staging.batch;

import id.loket.kit.id.Ids;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Opening, sealing and reopening batches. */
@Singleton
public class Batches {
  private final Pool pool;
  private final BatchStore store;
  private final StagingConfig config;
  private final Clock clock;

  Batches(Pool pool, BatchStore store, StagingConfig config, Clock clock) {
    this.pool = pool;
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  /** The collector's open batch, now this device's; a new one if there is none. */
  public Uni<Batch> open(SqlClient transaction, UUID collectorId, UUID deviceId) {
    return store
        .handOver(transaction, collectorId, deviceId)
        .chain(
            open ->
                open.map(batch -> Uni.createFrom().item(batch))
                    .orElseGet(() -> openNew(transaction, collectorId, deviceId)));
  }

  private Uni<Batch> openNew(SqlClient transaction, UUID collectorId, UUID deviceId) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), config.zone());
    return store
        .insert(transaction, Ids.next(), collectorId, deviceId, today)
        .call(
            batch ->
                store.note(transaction, batch.id(), "OPENED", "collector:" + collectorId, null));
  }

  /** Whether a batch is open that this device works in. */
  public Uni<Boolean> isOpenOn(SqlClient client, UUID deviceId) {
    return store.isOpenOn(client, deviceId);
  }

  /** Fails with {@code device-replaced} (403) unless the device is the batch's. */
  public Uni<Void> requireWorkedIn(SqlClient client, UUID batch, UUID deviceId) {
    return store
        .isOf(client, batch, deviceId)
        .invoke(
            its -> {
              if (!its) {
                throw new Problem(BatchProblems.DEVICE_REPLACED);
              }
            })
        .replaceWithVoid();
  }

  /** The collector's batch; fails with {@code batch-not-found} (404), also for another's. */
  public Uni<Batch> find(SqlClient client, UUID id, UUID collectorId) {
    return store.find(client, id).map(found -> own(found, collectorId));
  }

  /** Like {@link #find}, locked until the transaction ends. */
  public Uni<Batch> lock(SqlClient transaction, UUID id, UUID collectorId) {
    return store.lock(transaction, id).map(found -> own(found, collectorId));
  }

  /** The collector's open batch, else the one opened last. Who has a device has had a batch. */
  public Uni<Batch> latest(SqlClient client, UUID collectorId) {
    return store.latest(client, collectorId).map(found -> found.orElseThrow(Batches::notFound));
  }

  /** The collector's batches of a day, in their order. */
  public Uni<List<Batch>> ofDay(SqlClient client, UUID collectorId, LocalDate day) {
    return store.ofDay(client, collectorId, day);
  }

  /** The report a closed batch was sealed with. */
  public Uni<String> sealed(SqlClient client, UUID id) {
    return store.sealed(client, id).map(Optional::orElseThrow);
  }

  /** Seals a batch that is locked. From here on nothing in it changes. */
  public Uni<Batch> close(
      SqlClient transaction, Batch batch, Instant at, String seal, String report) {
    return close(transaction, batch, at, seal, report, "collector:" + batch.collectorId(), null);
  }

  private Uni<Batch> close(
      SqlClient transaction,
      Batch batch,
      Instant at,
      String seal,
      String report,
      String by,
      String reason) {
    Batch closed = batch.closed(at, seal);
    return store
        .close(transaction, closed, report)
        .chain(() -> store.note(transaction, batch.id(), "CLOSED", by, reason))
        .replaceWith(closed);
  }

  /** Collectors whose late items have waited too long for their next login. */
  public Uni<List<UUID>> whoseItemsWait(int most) {
    return store.whoseItemsWait(pool, config.lateAfter(), most);
  }

  /**
   * Opens a batch for what came too late and waits, unless the collector has logged in meanwhile;
   * it is the device's that sent the last of it. Of a dismissed collector it is the open one.
   */
  public Uni<Optional<Batch>> openForLate(SqlClient transaction, UUID collectorId) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), config.zone());
    return store
        .lockOf(transaction, collectorId)
        .chain(() -> store.lockOfDismissed(transaction, collectorId))
        .chain(
            open ->
                open.isPresent()
                    ? Uni.createFrom().item(open)
                    : openNewForLate(transaction, collectorId, today));
  }

  private Uni<Optional<Batch>> openNewForLate(
      SqlClient transaction, UUID collectorId, LocalDate today) {
    return store
        .deviceOfWaiting(transaction, collectorId)
        .chain(
            device ->
                device.isEmpty()
                    ? Uni.createFrom().item(Optional.empty())
                    : store
                        .insert(transaction, Ids.next(), collectorId, device.get(), today)
                        .call(
                            batch ->
                                store.note(
                                    transaction, batch.id(), "OPENED", "database", "late items"))
                        .map(Optional::of));
  }

  /** Seals such a batch. */
  public Uni<Batch> closeLate(
      SqlClient transaction, Batch batch, Instant at, String seal, String report) {
    return close(transaction, batch, at, seal, report, "database", "late items");
  }

  /**
   * Opens a closed batch again.
   *
   * @return fails with {@code batch-not-found} (404), {@code batch-open} (409), {@code
   *     another-batch-open} (409) or {@code batch-too-old} (409): some of it may be forgotten
   */
  public Uni<Batch> reopen(UUID id, ReopenBatch why) {
    return pool.withTransaction(
        transaction ->
            store
                .lockCollector(transaction, id)
                .chain(() -> store.lock(transaction, id))
                .map(found -> found.orElseThrow(Batches::notFound))
                .call(
                    batch ->
                        store
                            .hasOpen(transaction, batch.collectorId())
                            .invoke(another -> requireReopenable(batch, another)))
                .call(() -> store.reopen(transaction, id))
                .call(() -> store.note(transaction, id, "REOPENED", why.by(), why.reason()))
                .chain(() -> store.find(transaction, id).map(Optional::orElseThrow)));
  }

  private void requireReopenable(Batch batch, boolean another) {
    if (batch.status() == BatchStatus.OPEN) {
      throw new Problem(BatchProblems.OPEN);
    }
    if (batch.closedAt().isBefore(clock.instant().minus(config.keepTrail()))) {
      throw new Problem(BatchProblems.TOO_OLD);
    }
    if (another) {
      throw new Problem(BatchProblems.ANOTHER_OPEN);
    }
  }

  private static Batch own(Optional<Batch> found, UUID collectorId) {
    return found
        .filter(batch -> batch.collectorId().equals(collectorId))
        .orElseThrow(Batches::notFound);
  }

  private static Problem notFound() {
    return new Problem(BatchProblems.NOT_FOUND);
  }
}
