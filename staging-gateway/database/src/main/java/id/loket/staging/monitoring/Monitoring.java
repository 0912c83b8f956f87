package id.loket.staging.monitoring;

import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
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

  /**
   * A page of the collectors.
   *
   * @param since only those who synced since then; null for all
   */
  public Uni<Page<CollectorStatus>> collectors(Instant since, PageQuery query) {
    int limit = query.limit();
    UUID after = query.cursor().map(Cursor::id).orElse(FIRST);
    return store
        .collectors(pool, after, since, limit + 1)
        .map(found -> Page.of(found, limit, status -> new Cursor(Instant.EPOCH, status.id())));
  }

  /** Where a collector was, at most {@value #MOST_POSITIONS} positions; none without consent. */
  public Uni<List<CollectorStatus.SeenAt>> trail(UUID collector, Instant from, Instant to) {
    return store.trail(pool, collector, from, to, MOST_POSITIONS);
  }
}
