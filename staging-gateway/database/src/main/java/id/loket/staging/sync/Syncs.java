package id.loket.staging.sync;

import id.loket.kit.problem.Problem;
import id.loket.staging.assignment.Assignments;
import id.loket.staging.assignment.ChangePage;
import id.loket.staging.batch.Batch;
import id.loket.staging.batch.BatchStatus;
import id.loket.staging.batch.Batches;
import id.loket.staging.device.DeviceProblems;
import id.loket.staging.device.DeviceStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Takes what devices recorded, once each (I9), and tells them what changed. */
@Startup // its counters are there before anything happens
@Singleton
public class Syncs {
  private final Pool pool;
  private final SyncStore store;
  private final Batches batches;
  private final Assignments assignments;
  private final MeterRegistry metrics;

  Syncs(
      Pool pool, SyncStore store, Batches batches, Assignments assignments, MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.batches = batches;
    this.assignments = assignments;
    this.metrics = metrics;
    count(new Pushed(null, 0, 0, List.of()));
  }

  /**
   * Stores a page in one transaction, then reads what changed.
   *
   * @return fails with {@code device-revoked} or {@code device-unknown} (403)
   */
  public Uni<SyncResult> sync(SyncRequest request) {
    return pool.withTransaction(transaction -> push(transaction, request))
        .invoke(this::count)
        .chain(pushed -> withNews(request, pushed));
  }

  private record Pushed(
      SyncStore.Sender sender, int stored, int repeated, List<SyncResult.Refusal> refused) {}

  private Uni<Pushed> push(SqlClient transaction, SyncRequest request) {
    return store
        .seen(transaction, request.collectorId(), request.deviceId())
        .map(Syncs::requireWelcome)
        .chain(
            sender ->
                request.items().isEmpty() && request.refused().isEmpty()
                    ? Uni.createFrom().item(new Pushed(sender, 0, 0, List.of()))
                    : take(transaction, request, sender));
  }

  private static SyncStore.Sender requireWelcome(Optional<SyncStore.Sender> found) {
    SyncStore.Sender sender = found.orElseThrow(() -> new Problem(DeviceProblems.UNKNOWN));
    if (sender.status().equals(DeviceStatus.REVOKED.name())) {
      throw new Problem(DeviceProblems.REVOKED);
    }
    return sender;
  }

  private Uni<Pushed> take(SqlClient transaction, SyncRequest request, SyncStore.Sender sender) {
    Set<UUID> claimed =
        request.items().stream().map(PushedItem::batchId).collect(Collectors.toSet());
    return store
        .holdBatches(transaction, request.collectorId(), claimed)
        .map(known -> Page.of(request.items(), known, sender.trailConsent()))
        .chain(
            page ->
                store
                    .insert(
                        transaction,
                        request.collectorId(),
                        request.deviceId(),
                        request.storedAt(),
                        page.placed())
                    .call(fresh -> describe(transaction, request.collectorId(), page, fresh))
                    .chain(fresh -> compare(transaction, sender, request.storedAt(), page, fresh)))
        .call(pushed -> keepRefused(transaction, request, pushed.refused));
  }

  private Uni<Void> describe(SqlClient transaction, UUID collectorId, Page page, Set<UUID> fresh) {
    List<PushedItem> visits = freshOf(ItemKind.VISIT, page, fresh);
    List<PushedItem> voids = freshOf(ItemKind.VOID, page, fresh);
    List<PushedItem> missing = freshOf(ItemKind.PHOTO_MISSING, page, fresh);
    Uni<Void> written = Uni.createFrom().voidItem();
    if (!visits.isEmpty()) {
      written =
          written
              .chain(() -> store.insertVisits(transaction, collectorId, visits))
              .chain(() -> store.insertPhotos(transaction, visits));
    }
    if (!voids.isEmpty()) {
      written = written.chain(() -> store.insertVoids(transaction, collectorId, voids));
    }
    if (!missing.isEmpty()) {
      written = written.chain(() -> store.insertMissing(transaction, collectorId, missing));
    }
    return written;
  }

  private static List<PushedItem> freshOf(ItemKind kind, Page page, Set<UUID> fresh) {
    return page.placed().stream()
        .map(Page.Placed::item)
        .filter(item -> item.kind() == kind && fresh.contains(item.id()))
        .toList();
  }

  /** What was there before is the same thing sent again, or another one under its id. */
  private Uni<Pushed> compare(
      SqlClient transaction,
      SyncStore.Sender sender,
      Instant storedAt,
      Page page,
      Set<UUID> fresh) {
    List<PushedItem> known =
        page.placed().stream()
            .map(Page.Placed::item)
            .filter(item -> !fresh.contains(item.id()))
            .toList();
    if (known.isEmpty()) {
      return Uni.createFrom()
          .item(new Pushed(sender, fresh.size(), page.repeated(), page.refused()));
    }
    List<UUID> ids = known.stream().map(PushedItem::id).toList();
    return store
        .hashes(transaction, ids)
        .call(
            hashes ->
                storedAt == null
                    ? Uni.createFrom().voidItem()
                    : store.arrivedAt(
                        transaction,
                        known.stream()
                            .filter(item -> item.hash().equals(hashes.get(item.id())))
                            .map(PushedItem::id)
                            .toList(),
                        storedAt))
        .map(
            hashes -> {
              List<SyncResult.Refusal> refused = new ArrayList<>(page.refused());
              known.stream()
                  .filter(item -> !item.hash().equals(hashes.get(item.id())))
                  .forEach(item -> refused.add(Page.refusal(item, Page.ID_REUSED)));
              int others = refused.size() - page.refused().size();
              return new Pushed(
                  sender, fresh.size(), page.repeated() + known.size() - others, refused);
            });
  }

  private Uni<Void> keepRefused(
      SqlClient transaction, SyncRequest request, List<SyncResult.Refusal> refused) {
    List<RefusedItem> kept = new ArrayList<>(request.refused());
    for (SyncResult.Refusal refusal : refused) {
      request.items().stream()
          .filter(item -> item.id().equals(refusal.id()))
          .forEach(
              item ->
                  kept.add(
                      new RefusedItem(
                          item.id().toString(), item.sequence(), refusal.problem(), item.body())));
    }
    return kept.isEmpty()
        ? Uni.createFrom().voidItem()
        : store.keepRefused(transaction, request.collectorId(), request.deviceId(), kept);
  }

  private Uni<SyncResult> withNews(SyncRequest request, Pushed pushed) {
    return batches
        .latest(pool, request.collectorId())
        .chain(
            batch ->
                news(request, pushed.sender, batch)
                    .map(
                        page ->
                            new SyncResult(
                                pushed.stored,
                                pushed.repeated,
                                pushed.refused,
                                page.orElse(null),
                                batch)));
  }

  private Uni<Optional<ChangePage>> news(
      SyncRequest request, SyncStore.Sender sender, Batch batch) {
    boolean mayLearn =
        request.pull() != null
            && sender.status().equals(DeviceStatus.ACTIVE.name())
            && !sender.dismissed()
            && batch.status() == BatchStatus.OPEN;
    return mayLearn
        ? assignments
            .changes(sender.email(), request.pull().token(), request.pull().limit())
            .map(Optional::of)
        : Uni.createFrom().item(Optional.empty());
  }

  private void count(Pushed pushed) {
    count("stored", pushed.stored);
    count("repeated", pushed.repeated);
    count("refused", pushed.refused.size());
  }

  private void count(String outcome, int items) {
    metrics.counter("loket.sync.items", "outcome", outcome).increment(items);
  }
}
