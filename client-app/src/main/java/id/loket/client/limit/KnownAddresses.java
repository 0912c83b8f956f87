package id.loket.client.limit;

import id.loket.kit.postgres.RowLife;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Where from somebody succeeded before. From there they can go on while strangers make them wait.
 */
@Singleton
public class KnownAddresses {
  private static final Duration KNOWN_FOR = Duration.ofDays(60);

  private final Pool pool;

  KnownAddresses(Pool pool) {
    this.pool = pool;
  }

  /**
   * Whether that was remembered and is not forgotten yet.
   *
   * @param key never readable personal data
   */
  public Uni<Boolean> isKnown(String key) {
    return pool.preparedQuery("select 1 from known_address where key = $1 and expires_at > now()")
        .execute(Tuple.of(key))
        .map(rows -> rows.size() > 0);
  }

  /** Remembers it, from now on for sixty days; a row of today is as good as a new one. */
  public Uni<Void> remember(String key) {
    return pool.preparedQuery(
            """
            insert into known_address as held (key, expires_at)
            values ($1, now() + $2 * interval '1 second')
            on conflict (key) do update set expires_at = excluded.expires_at
            where held.expires_at < excluded.expires_at - interval '1 day'
            """)
        .execute(Tuple.of(key, KNOWN_FOR.toSeconds()))
        .replaceWithVoid();
  }

  @Produces
  @Singleton
  static RowLife life() {
    return RowLife.of("known_address", "expires_at", Duration.ZERO);
  }
}
