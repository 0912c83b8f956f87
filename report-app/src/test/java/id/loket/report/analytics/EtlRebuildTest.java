package id.loket.report.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Lease;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.report.testing.ReportAppTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rebuilds that break off, and replicas of another version beside this one. */
@ReportAppTest
class EtlRebuildTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant SUMMER = Instant.parse("2026-07-02T03:04:05Z");
  private static final String CATEGORY = "etl-broken-off";
  private static final int REPORTS = 120;
  private static final int NEXT_MAPPING = ReportIndexes.MAPPING + 1;

  @Inject EtlStore store;
  @Inject Renewal renewal;
  @Inject Horizon horizon;
  @Inject OpenSearchClient server;
  @Inject Reconciliation reconciliation;
  @Inject KeptYears kept;
  @Inject Lease lease;
  @Inject WorkUnderWay work;
  @Inject AnalyticsConfig config;
  @Inject TolerantJson json;
  @Inject ObjectMapper mapper;
  @Inject MeterRegistry metrics;

  private final City city = new City();

  @BeforeEach
  void reports() {
    UUID category = city.category(CATEGORY);
    if (city.number("select count(*) from report where category_id = $1", category) == 0) {
      City.database()
          .preparedQuery(
              """
              insert into report (id, category_id, note, lat, lon, cell, anonymous, status, unit,
                due_at, created_at)
              select gen_random_uuid(), $1, 'uji', -6.9, 107.6, 1, false, 'RECEIVED', 'etl',
                now() + interval '1 year', $2 from generate_series(1, $3)
              """)
          .execute(Tuple.of(category, SUMMER.atOffset(java.time.ZoneOffset.UTC), REPORTS))
          .await()
          .atMost(PATIENCE);
    }
    assertThat(city.run().failure()).isNull();
  }

  @AfterEach
  void thisVersionIsAtItAgain() {
    assertThat(city.run("?rebuild=true").failure()).isNull();
    assertThat(city.comparison().differences()).isZero();
  }

  @Test
  void aRebuildThatBrokeOffGoesOnFromWhereItWas() {
    long reports = city.number("select count(*) from report where deleted_at is null");
    int generation = generation();

    assertThatThrownBy(() -> rebuild(ReportIndexes.MAPPING, 8)).hasMessageContaining("cut");
    long before = documents(generation + 1);
    assertThat(before).isPositive().isLessThan(reports);
    EtlRun run = city.run();

    assertThat(run.failure()).isNull();
    assertThat(run.kind()).isEqualTo("rebuild");
    assertThat(run.taken()).isLessThan(reports);
    city.status().body("generation", equalTo(generation + 1));
    assertThat(city.comparison().differences()).isZero();
  }

  @Test
  void whatIsDeletedBetweenIsNotTaken() {
    assertThatThrownBy(() -> rebuild(ReportIndexes.MAPPING, 8)).hasMessageContaining("cut");
    UUID deleted =
        city.query(
                """
                select id from report where deleted_at is null
                  and (changed_in, id)
                    <= (select building_at::text::xid8, building_at_id from etl)
                limit 1
                """)
            .getFirst()
            .getUUID(0);
    city.query("update report set deleted_at = now() where id = $1", deleted);

    assertThat(city.run().kind()).isEqualTo("rebuild");
    assertThat(City.document(deleted).isMissingNode()).isTrue();
    city.query("update report set deleted_at = null where id = $1", deleted);
  }

  @Test
  void whatIsAskedStaysUntilTheIndicesOfALaterMappingAreFull() {
    assertThatThrownBy(() -> rebuild(NEXT_MAPPING, 8)).hasMessageContaining("cut");
    answered();

    // a replica of this version does not begin one of its own beside it
    assertThat(city.run().failure()).contains("a newer version takes reports over");
    answered();

    rebuild(NEXT_MAPPING, Integer.MAX_VALUE);
    answered();
    assertThat(City.search("/_alias/loket-reports").body())
        .asString()
        .contains("loket-reports-v" + NEXT_MAPPING + "-")
        .doesNotContain("loket-reports-v" + ReportIndexes.MAPPING + "-");
    assertThat(city.run().failure()).contains("a newer version takes reports over");
    answered();
  }

  @Test
  void aGenerationThatIsNotFullIsNotAsked() {
    int generation = generation();
    Bulk losing =
        new Bulk(server, indexes(ReportIndexes.MAPPING), config) {
          @Override
          Uni<Outcome> send(List<ReportChange> changes, int into, Uni<Void> before) {
            return Uni.createFrom().item(new Outcome(changes.size(), 0, 0, 0, null));
          }
        };

    assertThatThrownBy(() -> rebuild(losing, ReportIndexes.MAPPING))
        .hasMessageContaining("they are not asked");

    city.status().body("generation", equalTo(generation));
    answered();
  }

  private void answered() {
    city.as("officer")
        .queryParam("category", CATEGORY)
        .get("/analytics/counts")
        .then()
        .statusCode(200)
        .body(containsString("\"total\":" + REPORTS));
  }

  private int generation() {
    return city.status().extract().path("generation");
  }

  private static long documents(int generation) {
    return City.count("loket-reports-v%d-%06d-*".formatted(ReportIndexes.MAPPING, generation));
  }

  private ReportIndexes indexes(int mapping) {
    return new ReportIndexes(server, mapper, mapping);
  }

  /** Rebuilds in small steps until, after so many of them, the connection is cut. */
  private void rebuild(int mapping, int steps) {
    AtomicInteger done = new AtomicInteger();
    Bulk cut =
        new Bulk(server, indexes(mapping), config) {
          @Override
          Uni<Outcome> send(List<ReportChange> changes, int into, Uni<Void> before) {
            return done.incrementAndGet() > steps
                ? Uni.createFrom().failure(new IllegalStateException("cut"))
                : super.send(changes, into, before);
          }
        };
    rebuild(cut, mapping);
  }

  private void rebuild(Bulk bulk, int mapping) {
    ReportIndexes indexes = indexes(mapping);
    AnalyticsConfig small = new SmallSteps(config);
    Transfer transfer = new Transfer(store, indexes, bulk, lease, work, small, metrics);
    EtlWork steps =
        new EtlWork(store, renewal, horizon, indexes, server, transfer, reconciliation, kept, json);
    try {
      steps.go(new Progress("test", Etl.now()), Etl.Kind.REBUILD).await().atMost(PATIENCE);
    } finally {
      lease.release(Etl.LEASE).await().atMost(PATIENCE);
    }
  }
}
