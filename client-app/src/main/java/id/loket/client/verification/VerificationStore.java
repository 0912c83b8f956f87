package id.loket.client.verification;

import id.loket.client.secret.Digests;
import id.loket.kit.postgres.RowLife;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** Digests of verification tokens. */
@Singleton
class VerificationStore {
  private final Pool pool;

  VerificationStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * A token as it was found, a registration's or an account's; its row is locked until the
   * transaction ends.
   */
  record Found(UUID ownerId, byte[] emailDigest, boolean used, boolean expired) {
    boolean isFor(String email) {
      return Arrays.equals(emailDigest, Digests.ofEmail(email));
    }
  }

  Uni<Void> add(String token, UUID ownerId, String email, Duration lifetime) {
    return pool.preparedQuery(
            """
            insert into verification_token (digest, user_id, email_digest, expires_at)
            values ($1, $2, $3, now() + $4 * interval '1 millisecond')
            """)
        .execute(
            Tuple.of(
                Buffer.buffer(Digests.of(token)),
                ownerId,
                Buffer.buffer(Digests.ofEmail(email)),
                lifetime.toMillis()))
        .replaceWithVoid();
  }

  Uni<Optional<Found>> lock(SqlClient transaction, String token) {
    return transaction
        .preparedQuery(
            """
            select user_id, email_digest, used_at is not null as used,
                   expires_at <= now() as expired
            from verification_token where digest = $1 for update
            """)
        .execute(Tuple.of(Buffer.buffer(Digests.of(token))))
        .map(rows -> Rows.first(rows, VerificationStore::found));
  }

  /** Uses a token up, for the account whose address it has proven. */
  Uni<Void> useUp(SqlClient transaction, String token, UUID userId) {
    return transaction
        .preparedQuery(
            "update verification_token set used_at = now(), user_id = $2 where digest = $1")
        .execute(Tuple.of(Buffer.buffer(Digests.of(token)), userId))
        .replaceWithVoid();
  }

  private static Found found(Row row) {
    return new Found(
        row.getUUID("user_id"),
        row.getBuffer("email_digest").getBytes(),
        row.getBoolean("used"),
        row.getBoolean("expired"));
  }

  /** Kept for a while after they have expired, to tell their users so. */
  @Produces
  @Singleton
  static RowLife life() {
    return RowLife.of("verification_token", "expires_at", Duration.ofDays(30));
  }
}
