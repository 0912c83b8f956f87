package id.loket.client.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.PollingReplica;
import id.loket.kit.postgres.PostgresLimits;
import id.loket.kit.postgres.ReadinessProbe;
import id.loket.kit.postgres.Servers;
import id.loket.kit.work.Jobs;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many statements it takes to find out whether there is something to do. */
@QuarkusTest
class DuePollTest extends ClientAppTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final String WHEN = "select min(due) from poll_test";

  @Inject Pool pool;
  @Inject Jobs jobs;
  @Inject Vertx vertx;
  @Inject PostgresLimits limits;

  private final AtomicInteger takenUp = new AtomicInteger();

  @BeforeEach
  void nothingIsDue() {
    run("create table poll_test (due timestamptz)");
  }

  @AfterEach
  void tidy() {
    run("drop table poll_test");
  }

  @Test
  void atRestAllKindsOfWorkTogetherCostOneStatementAndSeldom() {
    PollingReplica replica =
        PollingReplica.of(
            jobs,
            NEVER,
            IntStream.range(0, 12)
                .mapToObj(n -> new DueWork("work-" + n, WHEN, this::takeUp))
                .toArray(DueWork[]::new));

    IntStream.range(0, 100).forEach(second -> replica.look());

    assertThat(replica.statements()).isEqualTo(1);
    assertThat(takenUp).hasValue(0);
  }

  @Test
  void whatWaitsForATimeIsAskedForAtThatTime() {
    run("insert into poll_test values (now() + interval '300 milliseconds')");
    PollingReplica replica =
        PollingReplica.of(jobs, NEVER, new DueWork("work", WHEN, this::takeUp)).look();

    while (replica.statements() < 2) {
      replica.look();
    }

    assertThat(takenUp).hasValue(1);
  }

  @Test
  void whatIsUnderWayIsNotBegunAgainAndWhateverElseIsDueIs() {
    CompletableFuture<Void> end = new CompletableFuture<>();
    run("insert into poll_test values (now())");
    PollingReplica replica =
        PollingReplica.of(
            jobs,
            NEVER,
            new DueWork(
                "long", WHEN, () -> takeUp().chain(() -> Uni.createFrom().completionStage(end))),
            new DueWork("short", WHEN, this::takeUp));

    replica.look().look();
    assertThat(takenUp).hasValue(3);

    end.complete(null);
  }

  @Test
  void aProbeCostsNoStatementWhileTheDatabaseHasAnsweredLately() {
    Pool closed = new Servers(vertx, List.of(ServiceDatabaseServer.options()), limits).pool();
    closed.closeAndAwait();

    Eventually.until(
        "the database to be listened to",
        () -> ReadinessProbe.afterAnAnswer(closed).getStatus() == Status.UP);
    assertThat(ReadinessProbe.withoutAnAnswer(closed).getStatus()).isEqualTo(Status.DOWN);
    assertThat(ReadinessProbe.withoutAnAnswer(pool).getStatus()).isEqualTo(Status.UP);
  }

  private Uni<Void> takeUp() {
    return Uni.createFrom().voidItem().invoke(() -> takenUp.incrementAndGet());
  }

  private void run(String sql) {
    pool.query(sql).execute().await().atMost(LONG);
  }
}
