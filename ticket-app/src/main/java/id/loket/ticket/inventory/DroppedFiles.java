package id.loket.ticket.inventory;

import id.loket.kit.metrics.Sweeps;
import id.loket.kit.postgres.Lease;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Takes in files that were put into the bucket without telling us: notes them, and moves them out
 * of the place that is watched, so that looking never costs more than what waits there. Each step
 * may be done twice, by another replica or after a crash.
 */
@Singleton
class DroppedFiles {
  private static final Logger LOG = Logger.getLogger(DroppedFiles.class);
  private static final String NAME = "inventory-sweep";
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final int AT_ONCE = 8;

  private final Pool pool;
  private final ImportStore imports;
  private final DropStore drops;
  private final StockFiles files;
  private final ImportWork work;
  private final Lease lease;
  private final Counter found;
  private volatile boolean refused;

  DroppedFiles(
      Pool pool,
      ImportStore imports,
      DropStore drops,
      StockFiles files,
      ImportWork work,
      Lease lease,
      MeterRegistry metrics) {
    this.pool = pool;
    this.imports = imports;
    this.drops = drops;
    this.files = files;
    this.work = work;
    this.lease = lease;
    this.found = Sweeps.counter(metrics, "dropped-stock-files");
  }

  @Scheduled(
      every = "${loket.inventory.sweep-every}",
      delayed = "3s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    AtomicBoolean whole = new AtomicBoolean(true);
    return look(null, whole)
        .chain(() -> whole.get() ? drops.endVanished(pool) : Uni.createFrom().voidItem())
        .invoke(() -> refused = refused && !whole.get())
        .onFailure()
        .invoke(this::cannotLook)
        .onFailure()
        .recoverWithNull();
  }

  private void cannotLook(Throwable failure) {
    if (!refused) {
      refused = true;
      LOG.warnf("Files put into the bucket are taken in later: %s", failure.toString());
    }
  }

  /** Takes in a page of objects, and those behind it, as long as no other replica does. */
  private Uni<Void> look(String next, AtomicBoolean whole) {
    return lease
        .take(NAME, LEASE)
        .invoke(mine -> whole.compareAndSet(true, mine))
        .chain(mine -> mine ? files.dropped(next) : Uni.createFrom().nullItem())
        .chain(page -> page == null ? nothing() : takePage(page, whole));
  }

  private Uni<Void> takePage(StockFiles.Page page, AtomicBoolean whole) {
    return takeAll(page.objects(), whole)
        .chain(
            () ->
                page.next() == null
                    ? nothing()
                    : look(page.next(), whole));
  }

  private Uni<Void> takeAll(List<StockFiles.Dropped> objects, AtomicBoolean whole) {
    if (objects.isEmpty()) {
      return nothing();
    }
    return drops
        .insertUnknown(pool, objects)
        .invoke(count -> found.increment(count))
        .chain(() -> drops.known(pool, objects))
        .onItem()
        .transformToMulti(known -> Multi.createFrom().iterable(once(known)))
        .onItem()
        .transformToUni(
            known ->
                moveAway(objects.get(known.object()), known)
                    .onFailure()
                    .invoke(this::cannotLook)
                    .onFailure()
                    .invoke(() -> whole.set(false))
                    .onFailure()
                    .recoverWithNull())
        .merge(AT_ONCE)
        .collect()
        .last()
        .invoke(work::wake)
        .replaceWithVoid();
  }

  /** Several files of former times may have lain in the same place; the first stands for them. */
  private static List<DropStore.Known> once(List<DropStore.Known> known) {
    Set<Integer> seen = new HashSet<>();
    return known.stream().filter(each -> seen.add(each.object())).toList();
  }

  private Uni<Void> moveAway(StockFiles.Dropped object, DropStore.Known file) {
    boolean liesThere = file.lies().equals(object.key());
    if (!file.dropped()) {
      // Another version of this program reads those that are open where they lie.
      return file.status().isOpen() ? nothing() : tidy(object, file);
    }
    if (file.status() == ImportStatus.RECEIVING) {
      return object.canBeMoved()
          ? takeIn(object, file.id())
          : imports.notReceived(pool, file.id(), Reason.FILE_TOO_LARGE).replaceWithVoid();
    }
    return liesThere ? nothing() : files.remove(object);
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  /** A file that was dropped: it lies under its id before the object goes. */
  private Uni<Void> takeIn(StockFiles.Dropped object, UUID id) {
    String key = files.keptKey(id, object.name());
    return files
        .copy(object, key)
        .chain(
            tag ->
                object.owner().isKnown()
                    ? imports.received(pool, id, key, tag)
                    : drops.refuse(pool, id, key, tag, Reason.OWNER_UNKNOWN))
        .chain(() -> files.remove(object))
        .onFailure(StockFiles.Missing.class)
        .recoverWithUni(
            () -> imports.notReceived(pool, id, Reason.FILE_GONE).replaceWithVoid());
  }

  /** What was loaded, or refused, before files were moved away. */
  private Uni<Void> tidy(StockFiles.Dropped object, DropStore.Known file) {
    if (!object.canBeMoved()) {
      return nothing();
    }
    String key = files.keptKey(file.id(), object.name());
    return files
        .copy(object, key)
        .chain(tag -> drops.moved(pool, file.id(), key, tag))
        .chain(() -> files.remove(object))
        .onFailure(StockFiles.Missing.class)
        .recoverWithNull();
  }
}
