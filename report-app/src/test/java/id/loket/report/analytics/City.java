package id.loket.report.analytics;

import static io.restassured.RestAssured.given;

import id.loket.kit.id.Ids;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.ServiceDatabase;
import id.loket.kit.testing.TestTokens;
import id.loket.local.Server;
import id.loket.local.visitor.Web;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/** Reports as analytics finds them in the database, and what it makes of them. */
final class City {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private final UUID officer = UUID.randomUUID();

  static Pool database() {
    return ServiceDatabase.of("report-app");
  }

  List<Row> query(String sql, Object... parameters) {
    List<Row> rows = new ArrayList<>();
    database()
        .preparedQuery(sql)
        .execute(Tuple.from(parameters))
        .await()
        .atMost(LIMIT)
        .forEach(rows::add);
    return rows;
  }

  long number(String sql, Object... parameters) {
    return query(sql, parameters).getFirst().getLong(0);
  }

  /** A category with that code, made if it is not there. */
  UUID category(String code) {
    query(
        """
        insert into category (id, code, name_en, name_id, unit, sla_hours, duplicate_radius)
        values ($1, $2, $2, $2, $2 || '-unit', 48, 0) on conflict do nothing
        """,
        Ids.next(),
        code);
    return query("select id from category where code = $1 and deleted_at is null", code)
        .getFirst()
        .getUUID(0);
  }

  /** Due in a while: what is late is noted by a sweep, and counts as changed then. */
  static final String INSERT =
      """
      insert into report (id, category_id, note, lat, lon, cell, anonymous, status, unit, due_at,
        created_at, updated_at)
      values ($1, $2, 'Lampu padam', $3, $4, 1, false, 'RECEIVED', 'analytics-unit',
        now() + interval '30 days', $5, now())
      """;

  /** An open report in the middle of the city. */
  UUID report(String category, Instant at) {
    UUID id = Ids.next();
    query(INSERT, id, category(category), -6.9147, 107.6098, at.atOffset(ZoneOffset.UTC));
    return id;
  }

  /** Makes a run and waits for its end. */
  EtlRun run() {
    return run("");
  }

  EtlRun run(String query) {
    Instant begun = Instant.now();
    as("admin").post("/analytics/etl" + query).then().statusCode(202);
    return Awaitility.await()
        .atMost(LIMIT)
        .until(
            () -> status().extract().as(EtlStatus.class).lastRun(),
            run ->
                run != null
                    && run.finishedAt() != null
                    && !run.startedAt().isBefore(begun.minusMillis(1)));
  }

  ValidatableResponse status() {
    return as("officer").get("/analytics/etl").then().statusCode(200);
  }

  Comparison comparison() {
    return status().extract().as(EtlStatus.class).comparison();
  }

  RequestSpecification as(String role) {
    return given()
        .header("Authorization", new TestTokens(LocalStackResource.stack()).user(officer, role));
  }

  /** OpenSearch's own answer. */
  static Web.Answer search(String path) {
    return Web.anonymous().get(LocalStackResource.stack().endpoint(Server.OPENSEARCH).url() + path);
  }

  static Web.Answer searchDelete(String path) {
    return Web.anonymous()
        .delete(LocalStackResource.stack().endpoint(Server.OPENSEARCH).url() + path);
  }

  static Web.Answer searchPut(String path, String body) {
    return Web.anonymous()
        .put(
            LocalStackResource.stack().endpoint(Server.OPENSEARCH).url() + path,
            new io.vertx.core.json.JsonObject(body).getMap());
  }

  /** How many documents some indices have. */
  static long count(String indices) {
    search("/" + indices + "/_refresh").require(200);
    return search("/" + indices + "/_count").require(200).json().path("count").asLong();
  }

  /** The document of a report, or a missing node. */
  static com.fasterxml.jackson.databind.JsonNode document(UUID id) {
    return search("/loket-reports/_search?q=_id:" + id)
        .require(200)
        .json()
        .at("/hits/hits/0/_source");
  }
}
