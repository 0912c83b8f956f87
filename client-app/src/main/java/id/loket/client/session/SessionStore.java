package id.loket.client.session;

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
import java.util.Optional;
import java.util.UUID;

/** Sessions and the digests of their refresh tokens. */
@Singleton
class SessionStore {
  private final Pool pool;

  SessionStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * A refresh token as it was found; its row and its session's are locked until the transaction
   * ends.
   *
   * @param successorUsed whether a token that was given for it was used itself
   */
  record Found(
      UUID sessionId,
      Duration age,
      boolean withSecondFactor,
      boolean ofDevice,
      boolean used,
      boolean successorUsed,
      boolean expired,
      boolean ended) {
    boolean isLive() {
      return !expired && !ended;
    }

    /**
     * Whether it was exchanged before and the answer may have been lost: nobody has used what was
     * given for it. Only of devices, whose networks are like that.
     */
    boolean mayBeRepeated() {
      return used && ofDevice && !successorUsed;
    }
  }

  /** Whose token it is; empty for a token of nobody. */
  Uni<Optional<UUID>> ownerOf(String token) {
    return pool.preparedQuery(
            """
            select s.user_id from refresh_token t join session s on s.id = t.session_id
            where t.digest = $1
            """)
        .execute(Tuple.of(digest(token)))
        .map(rows -> Rows.first(rows, row -> row.getUUID("user_id")));
  }

  Uni<Void> insert(
      SqlClient transaction, UUID sessionId, UUID userId, boolean withSecondFactor, UUID device) {
    return transaction
        .preparedQuery(
            "insert into session (id, user_id, second_factor, device) values ($1, $2, $3, $4)")
        .execute(Tuple.of(sessionId, userId, withSecondFactor, device))
        .replaceWithVoid();
  }

  Uni<Void> addToken(SqlClient transaction, UUID sessionId, String token, Duration lifetime) {
    return transaction
        .preparedQuery(
            """
            insert into refresh_token (digest, session_id, expires_at)
            values ($1, $2, now() + $3 * interval '1 millisecond')
            """)
        .execute(Tuple.of(digest(token), sessionId, lifetime.toMillis()))
        .replaceWithVoid();
  }

  Uni<Optional<Found>> lockToken(SqlClient transaction, String token) {
    return transaction
        .preparedQuery(
            """
            select s.id, floor(extract(epoch from now() - s.created_at))::bigint as age,
                   s.second_factor, s.device is not null as of_device,
                   exists (select 1 from refresh_token n where n.session_id = s.id
                           and n.used_at > t.used_at) as successor_used,
                   t.used_at is not null as used,
                   t.expires_at <= now() as expired, s.ended_at is not null as ended
            from refresh_token t join session s on s.id = t.session_id
            where t.digest = $1 for update
            """)
        .execute(Tuple.of(digest(token)))
        .map(rows -> Rows.first(rows, SessionStore::found));
  }

  Uni<Void> useUp(SqlClient transaction, String token) {
    return transaction
        .preparedQuery("update refresh_token set used_at = now() where digest = $1")
        .execute(Tuple.of(digest(token)))
        .replaceWithVoid();
  }

  /** Makes tokens of a session worthless that nobody has used. */
  Uni<Void> dropUnused(SqlClient transaction, UUID sessionId) {
    return transaction
        .preparedQuery("delete from refresh_token where session_id = $1 and used_at is null")
        .execute(Tuple.of(sessionId))
        .replaceWithVoid();
  }

  Uni<Void> end(SqlClient client, UUID sessionId) {
    return client
        .preparedQuery("update session set ended_at = now() where id = $1 and ended_at is null")
        .execute(Tuple.of(sessionId))
        .replaceWithVoid();
  }

  Uni<Void> endAll(SqlClient client, UUID userId) {
    return client
        .preparedQuery(
            "update session set ended_at = now() where user_id = $1 and ended_at is null")
        .execute(Tuple.of(userId))
        .replaceWithVoid();
  }

  Uni<Void> endAllBut(SqlClient client, UUID userId, Optional<UUID> session) {
    return client
        .preparedQuery(
            """
            update session set ended_at = now()
            where user_id = $1 and ended_at is null and id is distinct from $2
            """)
        .execute(Tuple.of(userId, session.orElse(null)))
        .replaceWithVoid();
  }

  private static Buffer digest(String token) {
    return Buffer.buffer(Digests.of(token));
  }

  private static Found found(Row row) {
    return new Found(
        row.getUUID("id"),
        Duration.ofSeconds(row.getLong("age")),
        row.getBoolean("second_factor"),
        row.getBoolean("of_device"),
        row.getBoolean("used"),
        row.getBoolean("successor_used"),
        row.getBoolean("expired"),
        row.getBoolean("ended"));
  }

  /**
   * Used tokens are kept as long as they could be sent again, to notice that; a session goes with
   * the last of its tokens.
   */
  @Produces
  @Singleton
  static RowLife life() {
    return new RowLife(
        "refresh_token",
        Duration.ofDays(1),
        """
        with gone as (
          delete from refresh_token where digest = any(array(
            select digest from refresh_token where expires_at < now() - $1::bigint * interval '1 second'
            order by expires_at limit $2 for update skip locked))
          returning session_id),
        ended as (
          delete from session s where id in (select session_id from gone)
            and not exists (select 1 from refresh_token t
                            where t.session_id = s.id and t.expires_at >= now() - $1::bigint * interval '1 second'))
        select count(*) from gone
        """);
  }
}
