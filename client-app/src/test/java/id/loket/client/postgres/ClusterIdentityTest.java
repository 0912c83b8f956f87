package id.loket.client.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.kit.postgres.LongStatements;
import id.loket.kit.postgres.StartingReplica;
import id.loket.kit.problem.Problem;
import id.loket.kit.work.Jobs;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database restored from a dump: the kept identity and ids above all of this cluster's. */
@QuarkusTest
class ClusterIdentityTest extends ClientAppTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String VISIBLE =
      "select count(*) from kept where changed_in < pg_snapshot_xmin(pg_current_snapshot())";

  @Inject Pool pool;
  @Inject Jobs jobs;
  @Inject LongStatements patient;
  private final AtomicInteger times = new AtomicInteger();

  @BeforeEach
  void restoreIntoAnotherCluster() {
    run("create table kept (id int primary key, changed_in xid8 not null)");
    run("insert into kept select n, '9000000000'::xid8 from generate_series(1, 20) n");
    run("update database_cluster set system_identifier = system_identifier - 1");
  }

  @AfterEach
  void tidy() {
    run("drop table kept");
  }

  @Test
  void afterARestoreRowsAreNumberedAnewOnceOverAllReplicas() {
    StartingReplica one = replica();
    StartingReplica two = replica();
    SqlConnection reader = pool.getConnection().await().atMost(LONG);
    run(reader, "begin; lock table kept in access share mode");

    // The first cannot go on before the reader has: the second is surely there meanwhile.
    Uni<Void> first = one.start().memoize().indefinitely();
    Uni<Void> second = two.start().memoize().indefinitely();
    UniAssertSubscriber<Void> began =
        first.subscribe().withSubscriber(UniAssertSubscriber.create());
    second.subscribe().withSubscriber(UniAssertSubscriber.create());
    Eventually.until(
        "both replicas to wait",
        () -> number("select count(*) from pg_locks where not granted") == 2);
    began.assertNotTerminated();
    assertThatThrownBy(() -> one.identity().requireSame(pool).await().atMost(LONG))
        .isInstanceOf(Problem.class)
        .hasMessage("unavailable");
    run(reader, "commit");
    reader.close().await().atMost(LONG);
    first.await().atMost(LONG);
    second.await().atMost(LONG);

    assertThat(times).hasValue(1);
    assertThat(number(VISIBLE)).isEqualTo(20);
    one.identity().requireSame(pool).await().atMost(LONG);
    two.start().await().atMost(LONG);
    assertThat(times).hasValue(1);
  }

  @Test
  void whatCannotBeNumberedAnewIsTriedAgainAndNotTakenForDone() {
    StartingReplica replica =
        StartingReplica.of(
            pool,
            patient,
            jobs,
            List.of(
                this::renumber,
                transaction -> Uni.createFrom().failure(new IllegalStateException("not now"))));

    assertThatThrownBy(() -> replica.start().await().atMost(LONG)).hasMessage("not now");

    assertThat(number(VISIBLE)).isZero();
    replica().start().await().atMost(LONG);
    assertThat(number(VISIBLE)).isEqualTo(20);
  }

  private StartingReplica replica() {
    return StartingReplica.of(pool, patient, jobs, List.of(this::renumber));
  }

  private Uni<Void> renumber(SqlConnection transaction) {
    times.incrementAndGet();
    return transaction
        .query("lock table kept in access exclusive mode")
        .execute()
        .chain(
            () -> transaction.query("update kept set changed_in = pg_current_xact_id()").execute())
        .replaceWithVoid();
  }

  private void run(String sql) {
    pool.query(sql).execute().await().atMost(LONG);
  }

  private static void run(SqlConnection connection, String sql) {
    connection.query(sql).execute().await().atMost(LONG);
  }

  private long number(String sql) {
    return pool.query(sql)
        .execute()
        .map(rows -> rows.iterator().next().getLong(0))
        .await()
        .atMost(LONG);
  }
}
