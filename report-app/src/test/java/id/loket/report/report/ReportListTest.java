package id.loket.report.report;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.id.Ids;
import id.loket.kit.testing.ServiceDatabase;
import id.loket.report.testing.ReportAppTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Lists among many reports: what PostgreSQL reads for a page. The reports are there for the test's
 * transaction only.
 */
@ReportAppTest
class ReportListTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int MANY = 60_000;
  private static final int MILLION = 1_000_000;

  /**
   * Of a page of several streams or squares, some rows of each: 289 squares at most, a page of
   * each, and as many again on the edge of what is asked for.
   */
  private static final double MOST_ROWS_READ = 30_000;

  /** Dense in the middle of the city, with a village far away; what is open is the newest. */
  private static final String REPORTS =
      """
      insert into report (id, category_id, note, lat, lon, cell, anonymous, visibility, status, unit,
        source, due_at, created_at, updated_at)
      select gen_random_uuid(), (array[$2, $3]::uuid[])[1 + n % 2], 'uji',
        -6.9 + (random() + random() - 1) * 0.2 - case when n % 500 = 0 then 1 else 0 end,
        107.6 + (random() + random() - 1) * 0.2, 1, n % 5 = 0,
        case when n % 50 = 0 then 'PRIVATE' else 'PUBLIC' end,
        case when n > $1 * 0.98 then (array['RECEIVED', 'VERIFIED', 'IN_PROGRESS'])[1 + n % 3]
          when n % 1000 = 0 and n < $1 / 2 then 'REJECTED' else 'RESOLVED' end,
        'list-' || n % 7, 'SAMPLE', made + interval '3 days', made, made
      from (select n, now() - ($1 - n) * interval '1 minute' as made
        from generate_series(1, $1) as n) as each
      """;

  @Inject ReportQueries queries;

  @Test
  void aPageIsReadFromAnIndexWhateverIsAskedFor() {
    pagesReadAmong(MANY);
  }

  @Test
  @Tag("long")
  void aPageIsReadFromAnIndexAmongAMillionReports() {
    pagesReadAmong(MILLION);
  }

  private void pagesReadAmong(int reports) {
    SqlConnection connection =
        ServiceDatabase.of("report-app").getConnection().await().atMost(PATIENCE);
    Transaction transaction = connection.begin().await().atMost(PATIENCE);
    try {
      UUID[] categories = {category(connection, "list-a"), category(connection, "list-b")};
      connection
          .preparedQuery(REPORTS)
          .execute(Tuple.of(reports, categories[0], categories[1]))
          .await()
          .atMost(PATIENCE);
      connection.query("analyze report").execute().await().atMost(PATIENCE);
      asked()
          .forEach(
              (what, search) -> {
                boolean officer = search.overdue || what.startsWith("an officer");
                JsonObject plan = plan(connection, search, officer);
                assertThat(rowsRead(plan))
                    .as(() -> what + plan.encodePrettily())
                    .isLessThan(MOST_ROWS_READ);
                assertThat(readsAll(plan)).as(() -> what + plan.encodePrettily()).isFalse();
              });
    } finally {
      transaction.rollback().await().atMost(PATIENCE);
      connection.close().await().atMost(PATIENCE);
    }
  }

  private static Map<String, ReportSearch> asked() {
    return Map.ofEntries(
        Map.entry("a hundred metres", box("-6.9005,107.6000,-6.8995,107.6010")),
        Map.entry("an officer's hundred metres", box("-6.9005,107.6000,-6.8995,107.6010")),
        Map.entry("ten kilometres", box("-6.94,107.56,-6.86,107.64")),
        Map.entry("the city", box("-7.2,107.3,-6.6,107.9")),
        Map.entry("the villages far from it", box("-8.4,107.2,-7.6,108.0")),
        Map.entry("the sea", box("10,-170,80,20")),
        Map.entry("a category", search("list-a", null, null, null)),
        Map.entry("old ones of a category", search("list-a", "REJECTED", null, null)),
        Map.entry("a status", search(null, "REJECTED", null, null)),
        Map.entry("a unit", search(null, null, "list-3", null)),
        Map.entry("old ones of a unit", search(null, "RESOLVED,REJECTED", "list-3", null)),
        Map.entry("what is late", overdue(null)),
        Map.entry("what is late in a unit", overdue("list-3")),
        Map.entry("all", new ReportSearch()));
  }

  private static ReportSearch box(String box) {
    return search(null, null, null, box);
  }

  private static ReportSearch search(String category, String status, String unit, String box) {
    ReportSearch search = new ReportSearch();
    search.category = category;
    search.status = status;
    search.unit = unit;
    search.bbox = box;
    return search;
  }

  private static ReportSearch overdue(String unit) {
    ReportSearch search = search(null, null, unit, null);
    search.overdue = true;
    return search;
  }

  private JsonObject plan(SqlConnection connection, ReportSearch search, boolean officer) {
    Reader reader = new Reader(false, officer ? "list-3" : null, null, report -> false);
    ReportQuery query = queries.query(connection, search, reader).await().atMost(PATIENCE);
    JsonArray plan =
        (JsonArray)
            connection
                .preparedQuery("explain (analyze, buffers, format json) " + query.sql())
                .execute(query.tuple())
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getValue(0);
    return plan.getJsonObject(0).getJsonObject("Plan");
  }

  /**
   * Rows of reports that were looked at, taken or not. Pages would tell how much of the table was
   * vacuumed.
   */
  private static double rowsRead(JsonObject node) {
    double own = 0;
    if ("report".equals(node.getString("Relation Name"))) {
      own =
          (node.getDouble("Actual Rows")
                  + node.getDouble("Rows Removed by Filter", 0.0)
                  + node.getDouble("Rows Removed by Index Recheck", 0.0))
              * node.getDouble("Actual Loops");
    }
    return own
        + node.getJsonArray("Plans", new JsonArray()).stream()
            .mapToDouble(each -> rowsRead((JsonObject) each))
            .sum();
  }

  private static boolean readsAll(JsonObject node) {
    return "Seq Scan".equals(node.getString("Node Type"))
            && "report".equals(node.getString("Relation Name"))
        || node.getJsonArray("Plans", new JsonArray()).stream()
            .anyMatch(each -> readsAll((JsonObject) each));
  }

  private static UUID category(SqlConnection connection, String code) {
    UUID id = Ids.next();
    connection
        .preparedQuery(
            """
            insert into category (id, code, name_en, name_id, unit, sla_hours, duplicate_radius)
            values ($1, $2, $2, $2, 'list', 72, 0)
            """)
        .execute(Tuple.of(id, code))
        .await()
        .atMost(PATIENCE);
    return id;
  }
}
