package id.loket.client.limit;

import id.loket.kit.postgres.RowLife;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Counts attempts in PostgreSQL, so that all replicas share one count. An attempt is counted before
 * it is made: many at once do not slip through together.
 */
@Singleton
public class AttemptLimits {
  /** 429 with {@code Retry-After}. */
  public static final ProblemType TOO_MANY_ATTEMPTS = new ProblemType("too-many-attempts", 429);

  private static final String TAKE =
      """
      insert into attempt_limit as held (key, used, window_ends)
      values ($1, 1, now() + $2 * interval '1 millisecond')
      on conflict (key) do update set
        used = case when held.window_ends <= now() then 1 else held.used + 1 end,
        window_ends = case when held.window_ends <= now() then excluded.window_ends
                           else held.window_ends end
      returning used, ceil(extract(epoch from window_ends - now()))::int as remaining
      """;

  private final Pool pool;

  AttemptLimits(Pool pool) {
    this.pool = pool;
  }

  /**
   * Counts one attempt.
   *
   * @param key what is counted; never readable personal data
   * @param most attempts allowed within the window, which starts with the first
   * @return fails with {@code too-many-attempts} (429) when there were more
   */
  public Uni<Void> take(String key, int most, Duration window) {
    return pool.preparedQuery(TAKE)
        .execute(Tuple.of(key, window.toMillis()))
        .map(rows -> rows.iterator().next())
        .invoke(row -> check(row, most))
        .replaceWithVoid();
  }

  /** Takes one attempt back, because it was no guess. */
  public Uni<Void> giveBack(String key) {
    return pool.preparedQuery(
            "update attempt_limit set used = used - 1 where key = $1 and used > 0")
        .execute(Tuple.of(key))
        .replaceWithVoid();
  }

  /** Forgets the attempts of a key, because the last one was right. */
  public Uni<Void> forget(String key) {
    return pool.preparedQuery("delete from attempt_limit where key = $1")
        .execute(Tuple.of(key))
        .replaceWithVoid();
  }

  private static void check(Row row, int most) {
    if (row.getInteger("used") > most) {
      int seconds = Math.max(1, row.getInteger("remaining"));
      throw new Problem(TOO_MANY_ATTEMPTS, seconds).header("Retry-After", String.valueOf(seconds));
    }
  }

  @Produces
  @Singleton
  static RowLife life() {
    return RowLife.of("attempt_limit", "window_ends", Duration.ZERO);
  }
}
