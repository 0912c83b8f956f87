package id.loket.client.limit;

import id.loket.kit.postgres.RowLife;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
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

  /** Nothing changes during a pause; the one that follows it is twice as long. */
  private static final String TAKE_OR_PAUSE =
      """
      insert into attempt_limit as held (key, used, window_ends)
      values ($1, 1, now() + $2 * interval '1 millisecond')
      on conflict (key) do update set
        used = case when held.window_ends <= now() then 1 else held.used + 1 end,
        window_ends = case when held.window_ends <= now() then excluded.window_ends
                           else held.window_ends end,
        blocked_until = case
          when held.window_ends <= now() or held.used + 1 < $3 then null
          else now() + least($4::bigint, 1000 * power(2, least(held.used + 1 - $3, 30)))
                       * interval '1 millisecond' end
      where held.blocked_until is null or held.blocked_until <= now()
      returning used
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
    return take(pool, key, most, window);
  }

  /** Counts one attempt, if the transaction commits. */
  public Uni<Void> take(SqlClient transaction, String key, int most, Duration window) {
    return transaction
        .preparedQuery(TAKE)
        .execute(Tuple.of(key, window.toMillis()))
        .map(rows -> rows.iterator().next())
        .invoke(row -> check(row, most))
        .replaceWithVoid();
  }

  /**
   * Counts one attempt where nobody may be kept out for good: after {@code free} of them there is a
   * pause of a second, which doubles with each further attempt.
   *
   * @param longest the longest pause
   * @return how many attempts there were within the window, this one included; fails with {@code
   *     too-many-attempts} (429) during a pause, which that does not prolong
   */
  public Uni<Integer> takeOrPause(String key, int free, Duration window, Duration longest) {
    return pool.preparedQuery(TAKE_OR_PAUSE)
        .execute(Tuple.of(key, window.toMillis(), free, longest.toMillis()))
        .chain(
            rows ->
                rows.size() == 1
                    ? Uni.createFrom().item(rows.iterator().next().getInteger("used"))
                    : paused(key));
  }

  private Uni<Integer> paused(String key) {
    return pool.preparedQuery(
            """
            select ceil(extract(epoch from blocked_until - now()))::int as remaining
            from attempt_limit where key = $1
            """)
        .execute(Tuple.of(key))
        .map(
            rows -> {
              throw tooMany(rows.size() == 0 ? 1 : rows.iterator().next().getInteger("remaining"));
            });
  }

  /** Takes one attempt back, because it was no guess, and ends the pause it began. */
  public Uni<Void> giveBack(String key) {
    return pool.preparedQuery(
            """
            update attempt_limit set used = used - 1, blocked_until = null
            where key = $1 and used > 0
            """)
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
      throw tooMany(row.getInteger("remaining"));
    }
  }

  private static Problem tooMany(int remaining) {
    int seconds = Math.max(1, remaining);
    return new Problem(TOO_MANY_ATTEMPTS, seconds).header("Retry-After", String.valueOf(seconds));
  }

  @Produces
  @Singleton
  static RowLife life() {
    return RowLife.of("attempt_limit", "window_ends", Duration.ZERO);
  }
}
