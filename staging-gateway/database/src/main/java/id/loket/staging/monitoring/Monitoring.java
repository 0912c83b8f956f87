package id.loket.staging.monitoring;

import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What supervisors look at. */
@Singleton
public class Monitoring {
  private static final UUID FIRST = new UUID(0, 0);
  private static final int MOST_POSITIONS = 5000;

  private final Pool pool;
  private final MonitoringStore store;

  Monitoring(Pool pool, MonitoringStore store) {
    this.pool = pool;
    this.store = store;
  }

  /** A page of the collectors. */
  public Uni<Page<CollectorStatus>> collectors(PageQuery query) {
    int limit = query.limit();
    UUID after = query.cursor().map(Cursor::id).orElse(FIRST);
    return store
        .collectors(pool, after, limit + 1)
        .map(found -> Page.of(found, limit, status -> new Cursor(Instant.EPOCH, status.id())));
  }

  /**
   * Who synced since the last look, each once. It goes by transactions and not by clocks, so that
   * nobody is passed over whose transaction ends late.
   *
   * @param token of the last look; without one, or with one of another database, what comes next is
   *     told and not what was
   */
  public Uni<CollectorChanges> changes(String token, int limit) {
    return store
        .settled(pool)
        .chain(
            settled -> {
              Optional<ChangeToken> after =
                  ChangeToken.decode(token).filter(held -> held.transaction() <= settled);
              return after.isEmpty()
                  ? Uni.createFrom()
                      .item(
                          new CollectorChanges(
                              List.of(), false, new ChangeToken(settled, FIRST).encode()))
                  : changes(after.get(), settled, limit);
            });
  }

  private Uni<CollectorChanges> changes(ChangeToken after, long settled, int limit) {
    return store
        .synced(pool, after.transaction(), after.device(), settled, limit + 1)
        .chain(
            found -> {
              boolean more = found.size() > limit;
              List<MonitoringStore.Synced> shown = more ? found.subList(0, limit) : found;
              ChangeToken next =
                  more
                      ? new ChangeToken(shown.getLast().transaction(), shown.getLast().device())
                      : new ChangeToken(settled, FIRST);
              List<UUID> ids =
                  shown.stream().map(MonitoringStore.Synced::collector).distinct().toList();
              return (ids.isEmpty()
                      ? Uni.createFrom().item(List.<CollectorStatus>of())
                      : store.collectors(pool, ids))
                  .map(statuses -> new CollectorChanges(statuses, more, next.encode()));
            });
  }

  /** Where a collector was, at most {@value #MOST_POSITIONS} positions; none without consent. */
  public Uni<List<CollectorStatus.SeenAt>> trail(UUID collector, Instant from, Instant to) {
    return store.trail(pool, collector, from, to, MOST_POSITIONS);
  }
}
