package id.loket.kit.postgres;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Remembers what was answered under an {@code Idempotency-Key}, in the transaction of the effect
 * itself: there is no moment at which one is there without the other.
 */
@Singleton
public class IdempotencyKeys {
  private final Pool pool;
  private final TolerantJson json;

  IdempotencyKeys(Pool pool, TolerantJson json) {
    this.pool = pool;
    this.json = json;
  }

  /** What a key stands for when it is claimed. */
  public sealed interface Claim {
    /** Nobody used it before: go on, then {@link #complete}. */
    record Fresh() implements Claim {}

    /** The first request is finished: answer this again. */
    record Finished(Answer answer) implements Claim {}

    /** The first request is still under way, or died before it was finished. */
    record InFlight(UUID resourceId) implements Claim {}
  }

  /**
   * Claims a key in the caller's transaction.
   *
   * @param resourceId what the request is about to make, so that a repeat can find it
   * @return fails with {@code idempotency-key-reused} (422) when the key came with another request
   */
  public Uni<Claim> claim(SqlClient transaction, IdempotencyKey key, UUID resourceId) {
    return transaction
        .preparedQuery(
            """
            insert into idempotency_key (scope, key, fingerprint, resource_id)
            values ($1, $2, $3, $4) on conflict do nothing
            """)
        .execute(Tuple.of(key.scope(), key.key(), key.fingerprint(), resourceId))
        .chain(
            rows ->
                rows.rowCount() == 1
                    ? Uni.createFrom().item(new Claim.Fresh())
                    : find(transaction, key));
  }

  /** Remembers the answer to a key claimed before. */
  public Uni<Void> complete(SqlClient transaction, IdempotencyKey key, Answer answer) {
    return transaction
        .preparedQuery(
            """
            update idempotency_key set status = $3, location = $4, body = $5
            where scope = $1 and key = $2
            """)
        .execute(
            Tuple.of(key.scope(), key.key(), answer.status(), answer.location(), answer.body()))
        .replaceWithVoid();
  }

  /**
   * Runs an effect that needs a single transaction, once per key. Without a key it just runs.
   *
   * @return the answer of this or the first request; fails with {@code idempotency-key-in-flight}
   *     (409) or {@code idempotency-key-reused} (422)
   */
  public Uni<Answer> once(
      Optional<IdempotencyKey> key, Function<SqlConnection, Uni<Answer>> effect) {
    return pool.withTransaction(
        transaction ->
            key.isEmpty()
                ? effect.apply(transaction)
                : claim(transaction, key.get(), null)
                    .chain(claim -> runFresh(transaction, key.get(), claim, effect)));
  }

  /**
   * Answers a request whose effect needs a single transaction, once per key if it came with one.
   *
   * @param header the {@code Idempotency-Key} as it came, or null
   * @param operation for example {@code POST /events}
   * @param caller stable name of the caller
   * @param request the parsed body
   */
  public Uni<Response> respondOnce(
      String header,
      String operation,
      String caller,
      Object request,
      Function<SqlConnection, Uni<Answer>> effect) {
    return once(IdempotencyKey.read(header, operation, caller, request, json), effect)
        .map(Answer::toResponse);
  }

  private Uni<Answer> runFresh(
      SqlConnection transaction,
      IdempotencyKey key,
      Claim claim,
      Function<SqlConnection, Uni<Answer>> effect) {
    return switch (claim) {
      case Claim.Finished finished -> Uni.createFrom().item(finished.answer());
      case Claim.InFlight inFlight -> Uni.createFrom().failure(inFlight());
      case Claim.Fresh fresh ->
          effect.apply(transaction).call(answer -> complete(transaction, key, answer));
    };
  }

  /**
   * Forgets remembered answers about a thing that is gone, because they repeat what it said.
   *
   * @param location the {@code Location} they carry
   */
  public Uni<Void> forgetAnswersAbout(String location) {
    return pool.preparedQuery("delete from idempotency_key where location = $1")
        .execute(Tuple.of(location))
        .replaceWithVoid();
  }

  /** The problem of a key whose first request is not finished yet. */
  public static Problem inFlight() {
    return new Problem(ProblemType.KEY_IN_FLIGHT).header("Retry-After", "1");
  }

  private static Uni<Claim> find(SqlClient transaction, IdempotencyKey key) {
    return transaction
        .preparedQuery(
            """
            select fingerprint, resource_id, status, location, body
            from idempotency_key where scope = $1 and key = $2
            """)
        .execute(Tuple.of(key.scope(), key.key()))
        .map(rows -> claimOf(rows.iterator().next(), key));
  }

  private static Claim claimOf(Row row, IdempotencyKey key) {
    if (!row.getString("fingerprint").equals(key.fingerprint())) {
      throw new Problem(ProblemType.KEY_REUSED);
    }
    Integer status = row.getInteger("status");
    return status == null
        ? new Claim.InFlight(row.getUUID("resource_id"))
        : new Claim.Finished(
            new Answer(status, row.getString("location"), row.getString("body"), true, null));
  }
}
