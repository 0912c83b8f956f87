package id.loket.client.password;

import id.loket.client.secret.Digests;
import id.loket.kit.postgres.RowLife;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Digests of the tokens that set a new password. */
@Singleton
class ResetStore {
  private final Pool pool;

  ResetStore(Pool pool) {
    this.pool = pool;
  }

  /** A token as it was found. */
  record Found(UUID userId, boolean expired) {}

  Uni<Void> add(String token, UUID userId, Duration lifetime) {
    return pool.preparedQuery(
            """
            insert into password_reset (digest, user_id, expires_at)
            values ($1, $2, now() + $3 * interval '1 millisecond')
            """)
        .execute(Tuple.of(digest(token), userId, lifetime.toMillis()))
        .replaceWithVoid();
  }

  Uni<Optional<Found>> find(String token) {
    return pool.preparedQuery(
            "select user_id, expires_at <= now() as expired from password_reset where digest = $1")
        .execute(Tuple.of(digest(token)))
        .map(
            rows ->
                Rows.first(
                    rows, row -> new Found(row.getUUID("user_id"), row.getBoolean("expired"))));
  }

  /** Uses a token up; false when it was used or has expired meanwhile. */
  Uni<Boolean> useUp(SqlClient transaction, String token) {
    return transaction
        .preparedQuery("delete from password_reset where digest = $1 and expires_at > now()")
        .execute(Tuple.of(digest(token)))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Makes all tokens of a user worthless. */
  Uni<Void> forget(SqlClient transaction, UUID userId) {
    return transaction
        .preparedQuery("delete from password_reset where user_id = $1")
        .execute(Tuple.of(userId))
        .replaceWithVoid();
  }

  private static Buffer digest(String token) {
    return Buffer.buffer(Digests.of(token));
  }

  /** Kept for a day after they have expired, to tell their users so. */
  @Produces
  @Singleton
  static RowLife life() {
    return RowLife.of("password_reset", "expires_at", Duration.ofDays(1));
  }
}
