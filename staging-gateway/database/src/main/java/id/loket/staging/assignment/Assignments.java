package id.loket.staging.assignment;

import id.loket.kit.postgres.ClusterIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;

/** What collectors' devices have to learn. */
@Singleton
public class Assignments {
  private final Pool pool;
  private final AssignmentStore store;
  private final ClusterIdentity cluster;

  Assignments(Pool pool, AssignmentStore store, ClusterIdentity cluster) {
    this.pool = pool;
    this.store = store;
    this.cluster = cluster;
  }

  /**
   * What changed for a collector since a token; everything for a token that is missing, too old or
   * not of this database. Fails with {@code unavailable} (503) while rows of a database that was
   * restored into another cluster are not numbered anew yet.
   *
   * @param collector the address the core knows them by, in lower case
   */
  public Uni<ChangePage> changes(String collector, String token, int limit) {
    return horizon()
        .chain(
            horizon -> {
              SyncToken after =
                  SyncToken.decode(token)
                      .filter(held -> isGood(held, horizon))
                      .orElseGet(() -> SyncToken.beginning(horizon.edition(), horizon.settled()));
              return store
                  .changes(
                      pool,
                      collector,
                      after,
                      after.isFull() ? Long.MAX_VALUE : horizon.settled(),
                      limit + 1)
                  .map(entries -> page(after, horizon, entries, limit));
            });
  }

  /**
   * How far the feed may be read: never by the transactions of another cluster. Rather nothing at
   * all than "this is everything: nothing".
   */
  private Uni<AssignmentStore.Horizon> horizon() {
    return store
        .horizon(pool)
        .call(found -> found.readable() ? Uni.createFrom().voidItem() : cluster.requireSame(pool));
  }

  /** A full pull under way has seen no tombstones and misses none that were forgotten. */
  private static boolean isGood(SyncToken token, AssignmentStore.Horizon horizon) {
    long complete = token.isFull() ? token.fullSince() : token.transaction();
    return token.edition().equals(horizon.edition())
        && complete > horizon.horizon()
        && complete <= horizon.settled();
  }

  private static ChangePage page(
      SyncToken after,
      AssignmentStore.Horizon horizon,
      List<AssignmentStore.Entry> found,
      int limit) {
    boolean more = found.size() > limit;
    List<AssignmentStore.Entry> shown = more ? found.subList(0, limit) : found;
    SyncToken next =
        more
            ? after.behind(shown.getLast().transaction(), shown.getLast().change().id())
            : after.upTo(after.isFull() ? after.fullSince() : horizon.settled());
    return new ChangePage(
        after.isFull(),
        more,
        next.encode(),
        shown.stream().map(AssignmentStore.Entry::change).toList());
  }
}
