package id.loket.kit.postgres;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.audit.Act;
import id.loket.kit.audit.Actor;
import id.loket.kit.audit.Actors;
import id.loket.kit.audit.AuditEntry;
import id.loket.kit.audit.AuditReader;
import id.loket.kit.audit.AuditSearch;
import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.trace.TraceParent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * The audit trail in PostgreSQL (I12): written in the transaction of the act, so that there is
 * neither without the other. The database refuses to change it, and to delete what is not old
 * enough.
 */
@Singleton
public class AuditTrail implements AuditReader {
  private final Pool pool;
  private final Actors actors;
  private final RetentionConfig config;
  private final TolerantJson json;

  AuditTrail(Pool pool, Actors actors, RetentionConfig config, TolerantJson json) {
    this.pool = pool;
    this.actors = actors;
    this.config = config;
    this.json = json;
  }

  /**
   * An act and who did it, ready to be written.
   *
   * @param keep how long it is kept, in seconds
   */
  public record Written(
      UUID id, Actor actor, Act act, String before, String after, String traceId, long keep) {}

  /** Writes down in the caller's transaction what whoever makes the current request does. */
  public Uni<Void> record(SqlClient transaction, Act act) {
    return record(transaction, act, actors.current());
  }

  /** Writes down in the caller's transaction what somebody does through another service. */
  public Uni<Void> record(SqlClient transaction, Act act, Actor actor) {
    Written row = written(act, actor);
    return transaction
        .preparedQuery(
            """
            insert into audit (id, actor, actor_role, act, object_kind, object_id, before, after,
                               trace_id, keep_until)
            values ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8::text::jsonb, $9,
                    now() + $10::bigint * interval '1 second')
            """)
        .execute(
            Tuple.tuple()
                .addUUID(row.id())
                .addString(row.actor().id())
                .addString(row.actor().role())
                .addString(act.name())
                .addString(act.kind())
                .addString(act.id())
                .addString(row.before())
                .addString(row.after())
                .addString(row.traceId())
                .addLong(row.keep()))
        .replaceWithVoid();
  }

  /**
   * Writes down in the caller's transaction what an administrator does in a user's stead.
   *
   * @param standIn see {@link Actors#standingInFor}; empty where there is nothing to answer for
   */
  public Uni<Void> record(SqlClient transaction, Act act, Optional<Actor> standIn) {
    return standIn
        .map(actor -> record(transaction, act, actor))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  /** What is to be written of an act of whoever makes the current request. */
  public Written written(Act act) {
    return written(act, actors.current());
  }

  private Written written(Act act, Actor actor) {
    return new Written(
        Ids.next(),
        actor,
        act,
        text(act.before()),
        text(act.after()),
        TraceParent.currentId(),
        config.audit().toSeconds());
  }

  @Override
  public Uni<Page<AuditEntry>> search(AuditSearch search) {
    int limit = search.limit();
    Cursor after = search.cursor().orElse(null);
    Conditions wanted =
        new Conditions()
            .and("actor = $%d", search.actor())
            .and("act = $%d", search.act())
            .and("object_kind = $%d", search.kind())
            .and("object_id = $%d", search.object())
            .and("at >= $%d", utc(search.from()))
            .and("at < $%d", utc(search.to()));
    if (after != null) {
      wanted.behind(utc(after.at()), after.id());
    }
    return pool.preparedQuery(
            """
            select id, at, actor, actor_role, act, object_kind, object_id, before::text as before,
                   after::text as after, trace_id
            from audit where %s order by at desc, id desc limit %d
            """
                .formatted(wanted.sql(), limit + 1))
        .execute(wanted.values())
        .map(rows -> Rows.list(rows, this::read))
        .map(found -> Page.of(found, limit, entry -> new Cursor(entry.at(), entry.id())));
  }

  private AuditEntry read(Row row) {
    return new AuditEntry(
        row.getUUID("id"),
        instant(row, "at"),
        new Actor(row.getString("actor"), row.getString("actor_role")),
        row.getString("act"),
        new AuditEntry.Target(row.getString("object_kind"), row.getString("object_id")),
        tree(row.getString("before")),
        tree(row.getString("after")),
        null,
        row.getString("trace_id"));
  }

  private String text(Object value) {
    return value == null ? null : json.write(value);
  }

  private JsonNode tree(String text) {
    return text == null ? null : json.read(text, JsonNode.class);
  }

  /** Only what is asked for stands in the statement, so that each can go by its own index. */
  private static final class Conditions {
    private final StringBuilder sql = new StringBuilder("true");
    private final Tuple values = Tuple.tuple();

    Conditions and(String condition, Object value) {
      if (value != null) {
        values.addValue(value);
        sql.append(" and ").append(condition.formatted(values.size()));
      }
      return this;
    }

    void behind(Object at, UUID id) {
      values.addValue(at).addValue(id);
      sql.append(" and (at, id) < ($%d, $%d)".formatted(values.size() - 1, values.size()));
    }

    String sql() {
      return sql.toString();
    }

    Tuple values() {
      return values;
    }
  }
}
