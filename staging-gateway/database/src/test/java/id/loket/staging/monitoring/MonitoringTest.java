package id.loket.staging.monitoring;

import static id.loket.staging.testing.Field.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.staging.testing.Database;
import id.loket.staging.testing.Field;
import id.loket.staging.testing.ServiceTransaction;
import id.loket.staging.testing.StagingTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Supervisors are told of everybody who syncs, and at a cost that does not grow with the others.
 */
@StagingTest
class MonitoringTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Database database = new Database();

  @Test
  void nobodyIsPassedOverWhoseTransactionEndsLate() {
    Field late = Field.loggedIn();
    Field early = Field.loggedIn();
    String token = look(null).getString("token");
    ServiceTransaction underWay =
        ServiceTransaction.begin(
            "update device set last_sync_at = now(), synced_in = pg_current_xact_id()"
                + " where id = $1",
            late.device);
    early.push(List.of());
    List<String> told = new ArrayList<>();
    JsonPath meanwhile = look(token);
    told.addAll(meanwhile.getList("items.id"));
    underWay.commit();

    String[] next = {meanwhile.getString("token")};
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              JsonPath page = look(next[0]);
              next[0] = page.getString("token");
              told.addAll(page.getList("items.id"));
              return told.contains(late.collector.toString())
                  && told.contains(early.collector.toString());
            });
  }

  @Test
  void whoeverIsBeyondAPageComesWithTheNext() {
    List<Field> all = List.of(Field.loggedIn(), Field.loggedIn(), Field.loggedIn());
    String token = look(null).getString("token");
    all.forEach(each -> each.push(List.of()));
    List<String> told = new ArrayList<>();
    String[] next = {token};
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              JsonPath page =
                  service()
                      .get("/monitoring/collectors/changes?limit=1&token={t}", next[0])
                      .jsonPath();
              assertThat(page.getList("items")).hasSizeLessThanOrEqualTo(1);
              next[0] = page.getString("token");
              told.addAll(page.getList("items.id"));
              return told.size() >= 3;
            });
    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(
            all.stream().map(each -> each.collector.toString()).toList());
  }

  @Test
  void whatNeverCameIsCounted() {
    Field field = Field.loggedIn();
    Map<String, Object> first = field.visit(UUID.randomUUID(), 0);
    field.visit(UUID.randomUUID(), 0);
    Map<String, Object> third = field.visit(UUID.randomUUID(), 0);
    String token = look(null).getString("token");

    field.push(List.of(third, first));

    JsonPath[] page = {null};
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              page[0] = look(token);
              return !page[0].getList("items").isEmpty();
            });
    assertThat(page[0].getLong("items.find { it.id == '" + field.collector + "' }.missing"))
        .isEqualTo(1);
  }

  @Test
  void theLookIsMadeWithIndexesHoweverManyDevicesThereAre() {
    database.query(
        """
        insert into collector (id, email, name)
        select md5('plan' || n)::uuid, 'plan' || n || '@example.org', 'Rencana'
        from generate_series(1, 20000) n
        """);
    database.query(
        """
        insert into device (id, collector_id, model, system, version_code, status)
        select id, id, 'A15', 'Android 14', 1, 'ACTIVE' from collector where name = 'Rencana'
        """);
    database.query("analyze device");
    database.query("analyze collector");
    try {
      UUID first = new UUID(0, 0);
      assertThat(plan("explain " + MonitoringStore.SYNCED, 1L, first, 2L, 250))
          .contains("device_synced")
          .doesNotContain("Seq Scan on device");
      assertThat(
              plan(
                  "explain with page as (select * from collector where id > $1 order by id limit 250)"
                      + MonitoringStore.STATUS,
                  first))
          .doesNotContain("Seq Scan on device")
          .doesNotContain("Seq Scan on collector");
    } finally {
      database.query(
          "delete from device where collector_id in"
              + " (select id from collector where name = 'Rencana')");
      database.query("delete from collector where name = 'Rencana'");
      database.query("analyze device");
    }
  }

  private String plan(String sql, Object... parameters) {
    return database.query(sql, parameters).stream()
        .map(row -> row.getString(0))
        .collect(Collectors.joining("\n"));
  }

  private static JsonPath look(String token) {
    return service()
        .queryParams(token == null ? Map.of() : Map.of("token", token))
        .get("/monitoring/collectors/changes")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }
}
