package id.loket.ticket.inventory;

import id.loket.kit.audit.Actor;
import id.loket.kit.auth.Role;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.Lease;
import id.loket.kit.postgres.Pipeline;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Takes in files that were put into the bucket without telling us: notes them, and moves them out
 * of the place that is watched, so that looking never costs more than what waits there. Each step
 * may be done twice, by another replica or after a crash.
 */
@Singleton
class DroppedFiles {
  private static final String NAME = "inventory-sweep";
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration LONGEST_MOVE = Duration.ofMinutes(10);
  private static final int MOST = 5_000;
  private static final int AT_ONCE = 8;
  private static final Actor BUCKET = new Actor(DropStore.BUCKET, Role.SERVICE);

  private final Pool pool;
  private final ImportStore imports;
  private final DropStore drops;
  private final StockFiles files;
  private final ImportWork work;
  private final AuditTrail audit;
  private final Lease lease;
  private final Sweep<Seen> sweep;
  private volatile boolean someMayHaveVanished;

  DroppedFiles(
      Pool pool,
      ImportStore imports,
      DropStore drops,
      StockFiles files,
      ImportWork work,
      AuditTrail audit,
      Lease lease,
      Jobs jobs) {
    this.pool = pool;
    this.imports = imports;
    this.drops = drops;
    this.files = files;
    this.work = work;
    this.audit = audit;
    this.lease = lease;
    this.sweep =
        jobs.sweep("dropped-stock-files", getClass(), this::look, this::moveAway)
            .atOnce(AT_ONCE)
            .limit(LONGEST_MOVE);
  }

  /** An object that lies where it is watched for, and what is known of it. */
  private record Seen(StockFiles.Dropped object, DropStore.Known file) {}

  @Scheduled(every = "${loket.inventory.sweep-every}", delayed = "3s")
  Uni<Void> sweep() {
    return sweep.run();
  }

  /** Files that were noted and are not there any more are ended by the next look. */
  @Produces
  @Singleton
  DueWork vanished() {
    return new DueWork(
        "vanished-stock-files",
        """
        select min(created_at) + interval '1 hour' from inventory_import
        where status = 'RECEIVING' and dropped_at is not null
        """,
        () -> {
          someMayHaveVanished = true;
          return Uni.createFrom().voidItem();
        });
  }

  /** What is to be moved away, as long as no other replica looks. */
  private Uni<List<Seen>> look() {
    return lease
        .keep(NAME, LEASE)
        .chain(
            mine ->
                mine
                    ? look(List.of(), null).call(this::endVanished)
                    : Uni.createFrom().item(List.<Seen>of()));
  }

  /** What was noted and is not there any more cannot be taken in; if all was looked through. */
  private Uni<Void> endVanished(List<Seen> seen) {
    return someMayHaveVanished && seen.size() < MOST
        ? drops
            .endVanished(pool, seen.stream().map(each -> each.file().id()).toList())
            .invoke(() -> someMayHaveVanished = false)
        : Uni.createFrom().voidItem();
  }

  private Uni<List<Seen>> look(List<Seen> before, String next) {
    return files
        .dropped(next)
        .chain(
            page ->
                note(page.objects())
                    .chain(
                        seen -> {
                          List<Seen> all = new ArrayList<>(before);
                          all.addAll(seen);
                          return page.next() != null && all.size() < MOST
                              ? look(all, page.next())
                              : Uni.createFrom().item(all);
                        }));
  }

  private Uni<List<Seen>> note(List<StockFiles.Dropped> objects) {
    return objects.isEmpty()
        ? Uni.createFrom().item(List.of())
        : pool.withTransaction(transaction -> insertUnknown(transaction, objects))
            .chain(() -> drops.known(pool, objects))
            .map(
                known ->
                    once(known).stream()
                        .map(file -> new Seen(objects.get(file.object()), file))
                        .filter(DroppedFiles::isToBeMoved)
                        .toList());
  }

  /** Who may write to the bucket sends files too, though only the object store knows who it was. */
  private Uni<Void> insertUnknown(SqlClient transaction, List<StockFiles.Dropped> objects) {
    return drops
        .insertUnknown(transaction, objects)
        .chain(
            noted ->
                Pipeline.of(
                    noted.stream()
                        .map(
                            file ->
                                audit.record(
                                    transaction, file.wish().act(file.id(), file.name()), BUCKET))
                        .toList()));
  }

  /** Several files of former times may have lain in the same place; the first stands for them. */
  private static List<DropStore.Known> once(List<DropStore.Known> known) {
    Set<Integer> seen = new HashSet<>();
    return known.stream().filter(each -> seen.add(each.object())).toList();
  }

  /**
   * What is too large to be moved, and was refused for that, stays; so does what another version of
   * this program reads where it lies.
   */
  private static boolean isToBeMoved(Seen seen) {
    boolean liesThere = seen.file().lies().equals(seen.object().key());
    return seen.file().dropped()
        ? seen.file().status() == ImportStatus.RECEIVING || !liesThere
        : !seen.file().status().isOpen() && seen.object().canBeMoved();
  }

  private Uni<Void> moveAway(Seen seen) {
    StockFiles.Dropped object = seen.object();
    DropStore.Known file = seen.file();
    if (!file.dropped()) {
      return tidy(object, file);
    }
    if (file.status() != ImportStatus.RECEIVING) {
      return files.remove(object);
    }
    return object.canBeMoved()
        ? takeIn(object, file.id()).invoke(work::wake)
        : imports.notReceived(pool, file.id(), Reason.FILE_TOO_LARGE).replaceWithVoid();
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
        .recoverWithUni(() -> imports.notReceived(pool, id, Reason.FILE_GONE).replaceWithVoid());
  }

  /** What was loaded, or refused, before files were moved away. */
  private Uni<Void> tidy(StockFiles.Dropped object, DropStore.Known file) {
    String key = files.keptKey(file.id(), object.name());
    return files
        .copy(object, key)
        .chain(tag -> drops.moved(pool, file.id(), key, tag))
        .chain(() -> files.remove(object))
        .onFailure(StockFiles.Missing.class)
        .recoverWithNull();
  }
}
