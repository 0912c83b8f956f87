package id.loket.client.postgres;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.client.testing.Person;
import id.loket.kit.testing.ServiceDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ProductionLimits.class)
class PostgresLimitsTest extends ClientAppTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String OURS = "from pg_stat_activity where application_name = 'client-app'";

  private final Pool outside = ServiceDatabase.of("client-app");
  private final List<Integer> stopped = new ArrayList<>();
  @Inject Pool pool;

  @AfterEach
  void goOn() throws Exception {
    for (int process : stopped) {
      signal("CONT", process);
    }
    outside
        .query("alter database client reset default_transaction_read_only")
        .execute()
        .onFailure()
        .recoverWithNull()
        .await()
        .atMost(LONG);
  }

  @Test
  void aServerThatWentSilentIsGivenUpWhileItIsStillSilent() throws Exception {
    Person person = Person.registered();
    Uni.join()
        .all(java.util.Collections.nCopies(5, pool.query("select pg_sleep(0.2)").execute()))
        .andFailFast()
        .await()
        .atMost(LONG);
    for (int process : processes()) {
      signal("STOP", process);
      stopped.add(process);
    }

    // Whoever got one of the silent connections is told to come again; then all is well.
    Eventually.until("requests to be answered", () -> asks(person) == 200);

    assertThat(stopped).isNotEmpty();
    Eventually.until("readiness", () -> given().get("/q/health/ready").statusCode() == 200);
    assertThat(given().get("/q/health/live").statusCode()).isEqualTo(200);
    for (int process : stopped) {
      assertThat(ProcessHandle.of(process).orElseThrow().isAlive()).isTrue();
    }
  }

  @Test
  void aStatementALockAndATransactionThatStandsStillEnd() {
    assertThatThrownBy(() -> run(pool, "select pg_sleep(60)")).satisfies(hasState("57014"));

    SqlConnection holder = outside.getConnection().await().atMost(LONG);
    run(holder, "begin; lock table inbox in access exclusive mode");
    assertThatThrownBy(() -> run(pool, "select count(*) from inbox")).satisfies(hasState("55P03"));
    run(holder, "rollback");
    holder.close().await().atMost(LONG);

    SqlConnection forgotten = pool.getConnection().await().atMost(LONG);
    run(forgotten, "begin; lock table inbox in access exclusive mode");
    Eventually.until("the lock to be free", this::inboxIsFree);
  }

  @Test
  void aServerThatBecameReadOnlyIsLeftForThePrimary() {
    run(pool, "create table if not exists scratch (n int)");
    run(outside, "alter database client set default_transaction_read_only = on");
    end(processes());
    assertThatThrownBy(() -> run(pool, "insert into scratch values (1)"))
        .hasStackTraceContaining("not the primary");

    // What was connected while all was well, and turns read-only under its connection:
    run(
        outside,
        "begin read write; alter database client reset default_transaction_read_only; commit");
    run(pool, "insert into scratch values (1)");
    SqlConnection demoted = pool.getConnection().await().atMost(LONG);
    run(demoted, "set default_transaction_read_only = on");
    assertThatThrownBy(() -> run(demoted, "insert into scratch values (1)"))
        .satisfies(hasState("25006"));
    assertThatThrownBy(() -> run(demoted, "select 1")).isNotInstanceOf(PgException.class);
    run(pool, "insert into scratch values (1)");
    run(pool, "drop table scratch");
  }

  private boolean inboxIsFree() {
    return outside
        .query("select count(*) from inbox")
        .execute()
        .ifNoItem()
        .after(Duration.ofSeconds(1))
        .fail()
        .map(rows -> true)
        .onFailure()
        .recoverWithItem(false)
        .await()
        .atMost(LONG);
  }

  private static int asks(Person person) {
    return person.asks().get(person.path()).statusCode();
  }

  private List<Integer> processes() {
    List<Integer> found = new ArrayList<>();
    outside
        .query("select pid " + OURS)
        .execute()
        .await()
        .atMost(LONG)
        .forEach(row -> found.add(row.getInteger("pid")));
    return found;
  }

  private void end(List<Integer> processes) {
    processes.forEach(process -> run(outside, "select pg_terminate_backend(" + process + ")"));
  }

  private static org.assertj.core.api.ThrowingConsumer<Throwable> hasState(String state) {
    return failure ->
        assertThat(failure)
            .isInstanceOfSatisfying(
                PgException.class, e -> assertThat(e.getSqlState()).isEqualTo(state));
  }

  private static void run(io.vertx.mutiny.sqlclient.SqlClient client, String sql) {
    client.query(sql).execute().await().atMost(LONG);
  }

  private static void signal(String signal, int process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Integer.toString(process)).start().waitFor();
  }
}
