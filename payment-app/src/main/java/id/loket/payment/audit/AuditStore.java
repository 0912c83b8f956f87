package id.loket.payment.audit;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.audit.Act;
import id.loket.kit.audit.Actor;
import id.loket.kit.audit.AuditEntry;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.page.Cursor;
import id.loket.payment.cassandra.Cassandra;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Acts in Cassandra. Nothing here changes or deletes what was written. */
@Singleton
class AuditStore {
  private static final String UNKNOWN = "unknown";

  private final Cassandra cassandra;
  private final TolerantJson json;
  private final int life;

  AuditStore(Cassandra cassandra, TolerantJson json, AuditConfig config) {
    this.cassandra = cassandra;
    this.json = json;
    this.life = Math.toIntExact(config.kept().toSeconds());
  }

  /**
   * Where an act is written down.
   *
   * @param at to the millisecond
   */
  record Place(Instant at, UUID id) {}

  /** Writes down what is about to be done. */
  Uni<Void> intend(Place place, Actor actor, Act act, String traceId) {
    return cassandra.write(
        "insert into {keyspace}.audit (month, at, id, actor, actor_role, act, object_kind,"
            + " object_id, before, after, trace_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " using ttl ?",
        monthOf(place.at()).toString(),
        place.at(),
        place.id(),
        actor.id(),
        actor.role(),
        act.name(),
        act.kind(),
        act.id(),
        text(act.before()),
        text(act.after()),
        traceId,
        life);
  }

  /** Writes beside it what came of it. */
  Uni<Void> done(Place place, Object after) {
    return cassandra.write(
        "insert into {keyspace}.audit (month, at, id, outcome, after) values (?, ?, ?, 'done', ?)"
            + " using ttl ?",
        monthOf(place.at()).toString(),
        place.at(),
        place.id(),
        text(after),
        life);
  }

  /** Writes beside it that nothing came of it. */
  Uni<Void> refused(Place place) {
    return cassandra.write(
        "insert into {keyspace}.audit (month, at, id, outcome) values (?, ?, ?, 'refused')"
            + " using ttl ?",
        monthOf(place.at()).toString(),
        place.at(),
        place.id(),
        life);
  }

  /** Acts of a month before a moment, the latest first. */
  Uni<List<AuditEntry>> before(YearMonth month, Cursor end, int most) {
    return cassandra
        .rows(
            "select * from {keyspace}.audit where month = ? and (at, id) < (?, ?) limit ?",
            month.toString(),
            end.at(),
            end.id(),
            most)
        .map(rows -> rows.stream().map(this::read).toList());
  }

  static YearMonth monthOf(Instant at) {
    return YearMonth.from(at.atOffset(ZoneOffset.UTC));
  }

  private AuditEntry read(Row row) {
    String outcome = row.getString("outcome");
    return new AuditEntry(
        row.getUuid("id"),
        row.getInstant("at"),
        new Actor(row.getString("actor"), row.getString("actor_role")),
        row.getString("act"),
        new AuditEntry.Target(row.getString("object_kind"), row.getString("object_id")),
        tree(row.getString("before")),
        tree(row.getString("after")),
        outcome == null ? UNKNOWN : outcome,
        row.getString("trace_id"));
  }

  private String text(Object value) {
    return value == null ? null : json.write(value);
  }

  private JsonNode tree(String text) {
    return text == null ? null : json.read(text, JsonNode.class);
  }
}
