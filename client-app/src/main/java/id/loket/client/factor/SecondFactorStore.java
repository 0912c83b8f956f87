package id.loket.client.factor;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Secrets of authenticator apps, encrypted, and the digests of recovery codes. */
@Singleton
class SecondFactorStore {
  private final Pool pool;

  SecondFactorStore(Pool pool) {
    this.pool = pool;
  }

  /** An app's secret, encrypted, and whether its codes are asked for. */
  record Found(byte[] secret, boolean confirmed) {}

  Uni<Optional<Found>> find(UUID userId) {
    return pool.preparedQuery(
            """
            select secret, confirmed_at is not null as confirmed
            from second_factor where user_id = $1
            """)
        .execute(Tuple.of(userId))
        .map(
            rows ->
                Rows.first(
                    rows,
                    row ->
                        new Found(
                            row.getBuffer("secret").getBytes(), row.getBoolean("confirmed"))));
  }

  /** Keeps a secret until it is confirmed; false when another is confirmed already. */
  Uni<Boolean> offer(UUID userId, byte[] secret) {
    return pool.preparedQuery(
            """
            insert into second_factor as held (user_id, secret) values ($1, $2)
            on conflict (user_id) do update set secret = excluded.secret, created_at = now()
            where held.confirmed_at is null
            """)
        .execute(Tuple.of(userId, Buffer.buffer(secret)))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Uses a time step up: of one code twice, or of an older one after it, one is false. */
  Uni<Boolean> useStep(SqlClient client, UUID userId, long step) {
    return client
        .preparedQuery(
            "update second_factor set last_step = $2 where user_id = $1 and last_step < $2")
        .execute(Tuple.of(userId, step))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Uses a recovery code up; false when there is none like it. */
  Uni<Boolean> useRecoveryCode(UUID userId, byte[] digest) {
    return pool.preparedQuery("delete from recovery_code where user_id = $1 and digest = $2")
        .execute(Tuple.of(userId, Buffer.buffer(digest)))
        .map(rows -> rows.rowCount() == 1);
  }

  /** From now on codes are asked for; false when they were before. */
  Uni<Boolean> confirm(SqlClient transaction, UUID userId) {
    return transaction
        .preparedQuery(
            """
            update second_factor set confirmed_at = now()
            where user_id = $1 and confirmed_at is null
            """)
        .execute(Tuple.of(userId))
        .map(rows -> rows.rowCount() == 1);
  }

  Uni<Void> addRecoveryCodes(SqlClient transaction, UUID userId, List<byte[]> digests) {
    return transaction
        .preparedQuery("insert into recovery_code (user_id, digest) values ($1, $2)")
        .executeBatch(
            digests.stream().map(digest -> Tuple.of(userId, Buffer.buffer(digest))).toList())
        .replaceWithVoid();
  }

  /** Removes it with its recovery codes; false when there was none. */
  Uni<Boolean> remove(SqlClient transaction, UUID userId) {
    return transaction
        .preparedQuery("delete from second_factor where user_id = $1")
        .execute(Tuple.of(userId))
        .map(rows -> rows.rowCount() == 1);
  }
}
