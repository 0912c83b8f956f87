package id.loket.kit.postgres;

import id.loket.kit.id.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Lets one replica at a time do a job, and another take over when it dies. */
@Singleton
public class Lease {
  private static final String TAKE =
      """
      insert into lease (name, holder, until)
      values ($1, $2, now() + $3 * interval '1 millisecond')
      on conflict (name) do update set holder = excluded.holder, until = excluded.until
      where lease.holder = excluded.holder or lease.until < now()
      """;

  private final UUID holder = Ids.next();
  private final Map<String, Long> surelyHeldUntil = new ConcurrentHashMap<>();
  private final Pool pool;

  Lease(Pool pool) {
    this.pool = pool;
  }

  /** Lets another replica have the lease at once; nothing happens to one that is not ours. */
  public Uni<Void> release(String name) {
    surelyHeldUntil.remove(name);
    return pool.preparedQuery("delete from lease where name = $1 and holder = $2")
        .execute(Tuple.of(name, holder))
        .replaceWithVoid();
  }

  /** Takes or renews the lease; false while another replica holds it. */
  public Uni<Boolean> take(String name, Duration length) {
    return pool.preparedQuery(TAKE)
        .execute(Tuple.of(name, holder, length.toMillis()))
        .map(rows -> rows.rowCount() == 1);
  }

  /**
   * As {@link #take}, for what is done many times a second: the database is asked only once less
   * than half of the length may be left.
   */
  public Uni<Boolean> keep(String name, Duration length) {
    long now = System.nanoTime();
    Long held = surelyHeldUntil.get(name);
    if (held != null && held - now > length.toNanos() / 2) {
      return Uni.createFrom().item(true);
    }
    return take(name, length)
        .invoke(
            mine -> {
              if (mine) {
                surelyHeldUntil.put(name, now + length.toNanos());
              } else {
                surelyHeldUntil.remove(name);
              }
            });
  }
}
