package id.loket.report.report;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.postgres.Rows;
import id.loket.kit.trace.TraceParent;
import id.loket.report.place.Cells;
import id.loket.report.place.Location;
import id.loket.report.place.Position;
import id.loket.report.text.Bilingual;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reports in PostgreSQL. */
@Singleton
class ReportStore {
  static final String SELECT =
      """
      select r.id, r.category_id, c.code, c.name_en, c.name_id, c.sla_hours, r.note, r.lat, r.lon,
        r.address, r.visibility, r.answers::text as answers, r.reporter_id, r.anonymous,
        r.contact_name, r.contact_mail, r.contact_phone, r.locale, r.channels, r.status, r.unit,
        r.assignee_id, r.duplicate_of, r.due_at, r.sla_breached_at, r.resolved_at, r.votes,
        coalesce(r.clock_from, r.created_at) as clock_from, r.clock_used_ms, r.warn_at, r.question_id,
        r.source, r.version, r.created_at, r.updated_at, r.traceparent
      from report r join category c on c.id = r.category_id
      """;

  /**
   * Open and public, of that category, in these squares, nearest first: see report_nearby.
   * Anonymous ones are taken to be where the public is told they are, or else asking from many
   * points would tell where they really are; they are found a block farther away, so that none is
   * missed.
   */
  static final String NEARBY =
      """
      select id, note, status, votes, metres from (
        select id, note, status, votes, anonymous, 2 * 6371000 * asin(least(1, sqrt(
          power(sin(radians(shown_lat - $3) / 2), 2)
          + cos(radians($3)) * cos(radians(shown_lat))
            * power(sin(radians(shown_lon - $4) / 2), 2)))) as metres
        from (
          select id, note, status, votes, anonymous,
            case when anonymous then (floor(lat * 500) + 0.5) / 500 else lat end as shown_lat,
            case when anonymous then (floor(lon * 500) + 0.5) / 500 else lon end as shown_lon
          from report
          where category_id = $1 and cell = any($2) and deleted_at is null
            and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS')
            and visibility = 'PUBLIC') as candidate) as found
      where metres <= $5 + case when anonymous then $7 else 0 end
      order by metres limit $6
      """;

  private final TolerantJson json;

  ReportStore(TolerantJson json) {
    this.json = json;
  }

  Uni<Void> insert(SqlClient transaction, Report report) {
    Author author = report.author();
    Contact contact = author.contact();
    Content content = report.content();
    Location location = content.location();
    Position point = location.point();
    Handling handling = report.handling();
    return transaction
        .preparedQuery(
            """
            insert into report (id, category_id, note, lat, lon, address, cell, reporter_id,
              anonymous, contact_name, contact_mail, contact_phone, locale, channels, visibility,
              answers, status, unit, source, due_at, created_at, updated_at, traceparent, clock_from,
              warn_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
              $16::text::jsonb, $17, $18, $19, $20, $21, $21, $22, $23, $24)
            """)
        .execute(
            Tuple.tuple()
                .addUUID(report.id())
                .addUUID(report.category().id())
                .addString(content.note())
                .addDouble(location.lat())
                .addDouble(location.lon())
                .addString(location.address())
                .addLong(point == null ? null : Cells.of(point))
                .addUUID(author.userId())
                .addBoolean(author.anonymous())
                .addString(contact == null ? null : contact.name())
                .addString(contact == null ? null : contact.mail())
                .addString(contact == null ? null : contact.phone())
                .addString(author.language().tag())
                .addArrayOfString(names(author.channels()))
                .addString(content.visibility().name())
                .addString(json.write(content.answers()))
                .addString(handling.status().name())
                .addString(handling.unit())
                .addString(report.source().name())
                .addOffsetDateTime(utc(handling.dueAt()))
                .addOffsetDateTime(utc(report.createdAt()))
                .addString(report.traceparent())
                .addOffsetDateTime(utc(handling.clock().from()))
                .addOffsetDateTime(utc(handling.clock().warnAt())))
        .replaceWithVoid();
  }

  /** Writes a changed report, which must be locked; answers its new version. */
  Uni<Long> update(SqlClient transaction, Report report, Instant now) {
    Content content = report.content();
    Location location = content.location();
    Position point = location.point();
    Handling handling = report.handling();
    return transaction
        .preparedQuery(
            """
            update report set category_id = $2, note = $3, lat = $4, lon = $5, address = $6, cell = $7,
              visibility = $8, answers = $9::text::jsonb, status = $10, unit = $11, assignee_id = $12,
              duplicate_of = $13, due_at = $14, sla_breached_at = $15, resolved_at = $16,
              updated_at = $17, clock_from = $18, clock_used_ms = $19, warn_at = $20,
              question_id = $21, version = version + 1
            where id = $1 returning version
            """)
        .execute(
            Tuple.tuple()
                .addUUID(report.id())
                .addUUID(report.category().id())
                .addString(content.note())
                .addDouble(location.lat())
                .addDouble(location.lon())
                .addString(location.address())
                .addLong(point == null ? null : Cells.of(point))
                .addString(content.visibility().name())
                .addString(json.write(content.answers()))
                .addString(handling.status().name())
                .addString(handling.unit())
                .addUUID(handling.assignee())
                .addUUID(handling.duplicateOf())
                .addOffsetDateTime(utc(handling.dueAt()))
                .addOffsetDateTime(utc(handling.breachedAt()))
                .addOffsetDateTime(utc(handling.resolvedAt()))
                .addOffsetDateTime(utc(now))
                .addOffsetDateTime(utc(handling.clock().from()))
                .addLong(handling.clock().used().toMillis())
                .addOffsetDateTime(utc(handling.clock().warnAt()))
                .addUUID(handling.clock().question()))
        .map(rows -> rows.iterator().next().getLong("version"));
  }

  Uni<Optional<Report>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery(SELECT + " where r.id = $1 and r.deleted_at is null")
        .execute(Tuple.of(id))
        .map(this::first);
  }

  /** The report, locked until the transaction ends. */
  Uni<Optional<Report>> lock(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery(SELECT + " where r.id = $1 and r.deleted_at is null for update of r")
        .execute(Tuple.of(id))
        .map(this::first);
  }

  /** What may be the same damage. */
  Uni<List<Nearby>> nearby(
      SqlClient client, UUID categoryId, Position point, int radius, int count) {
    return client
        .preparedQuery(NEARBY)
        .execute(
            Tuple.tuple()
                .addUUID(categoryId)
                .addArrayOfLong(
                    Cells.around(point, radius + 2 * Position.BLUR_METRES).toArray(Long[]::new))
                .addDouble(point.lat())
                .addDouble(point.lon())
                .addDouble((double) radius)
                .addInteger(count)
                .addDouble(Position.BLUR_METRES))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Nearby(
                            row.getUUID("id"),
                            row.getString("note"),
                            ReportStatus.valueOf(row.getString("status")),
                            row.getInteger("votes"),
                            (int) Math.round(row.getDouble("metres")))));
  }

  Uni<Void> markDeleted(SqlClient transaction, UUID id) {
    // What it said and who said it goes; that there was one stays, for numbers and for history.
    return transaction
        .preparedQuery(
            """
            update report set deleted_at = now(), updated_at = now(), version = version + 1, note = '',
              address = case when lat is null then '' end, reporter_id = null, contact_name = null,
              contact_mail = null, contact_phone = null, channels = '{}', answers = '{}'
            where id = $1
            """)
        .execute(Tuple.of(id))
        .chain(
            () ->
                transaction
                    .preparedQuery("delete from vote where report_id = $1")
                    .execute(Tuple.of(id)))
        .replaceWithVoid();
  }

  private Optional<Report> first(RowSet<Row> rows) {
    return Rows.first(rows, this::read);
  }

  Report read(Row row) {
    return new Report(
        row.getUUID("id"),
        new Report.CategorySummary(
            row.getUUID("category_id"),
            row.getString("code"),
            Bilingual.of(row.getString("name_en"), row.getString("name_id")),
            row.getInteger("sla_hours")),
        new Content(
            row.getString("note"),
            new Location(row.getDouble("lat"), row.getDouble("lon"), row.getString("address")),
            Visibility.valueOf(row.getString("visibility")),
            answers(row)),
        author(row),
        handling(row),
        row.getInteger("votes"),
        Source.valueOf(row.getString("source")),
        row.getLong("version"),
        instant(row, "created_at"),
        instant(row, "updated_at"),
        row.getString(TraceParent.NAME));
  }

  private static Author author(Row row) {
    String name = row.getString("contact_name");
    String mail = row.getString("contact_mail");
    String phone = row.getString("contact_phone");
    boolean reachable = name != null || mail != null || phone != null;
    Set<Channel> channels = EnumSet.noneOf(Channel.class);
    Arrays.stream(row.getArrayOfStrings("channels")).map(Channel::valueOf).forEach(channels::add);
    return new Author(
        row.getUUID("reporter_id"),
        row.getBoolean("anonymous"),
        reachable ? new Contact(name, mail, phone) : null,
        Language.ofTag(row.getString("locale")),
        channels);
  }

  private static Handling handling(Row row) {
    return new Handling(
        ReportStatus.valueOf(row.getString("status")),
        row.getString("unit"),
        row.getUUID("assignee_id"),
        row.getUUID("duplicate_of"),
        new Clock(
            instant(row, "due_at"),
            instant(row, "warn_at"),
            instant(row, "clock_from"),
            Duration.ofMillis(row.getLong("clock_used_ms")),
            row.getUUID("question_id")),
        instant(row, "sla_breached_at"),
        instant(row, "resolved_at"));
  }

  private Map<String, JsonNode> answers(Row row) {
    Map<String, JsonNode> answers = new HashMap<>();
    json.read(row.getString("answers"), JsonNode.class)
        .properties()
        .forEach(answer -> answers.put(answer.getKey(), answer.getValue()));
    return answers;
  }

  static String[] names(Set<Channel> channels) {
    return channels.stream().map(Channel::name).sorted().toArray(String[]::new);
  }
}
