package id.loket.payment.cassandra;

import static id.loket.payment.testing.Api.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import id.loket.kit.testing.LocalStackResource;
import id.loket.local.Server;
import id.loket.payment.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class MigrationOutageTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Inject CassandraSession session;
  @Inject Keyspaces keyspaces;

  /** The driver never ends a reading of the schema that found no control connection. */
  @Test
  void aServiceThatSawCassandraDieMigratesWhenItIsBack() {
    CqlSession driver = session.await();
    LocalStackResource.stack().kill(Server.CASSANDRA);
    try {
      eventually().until(() -> whyNotRead(driver).contains("Control channel not available"));
    } finally {
      LocalStackResource.stack().restart(Server.CASSANDRA);
    }
    String name = Keyspaces.name();

    Cassandra cassandra =
        eventually()
            .ignoreExceptions()
            .until(() -> keyspaces.migrated(name), migrated -> migrated != null);

    assertThat(
            cassandra.rows("select number from {keyspace}.invoice limit 1").await().atMost(LIMIT))
        .isEmpty();
  }

  private static String whyNotRead(CqlSession driver) throws Exception {
    try {
      driver.refreshSchemaAsync().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      return "";
    } catch (ExecutionException e) {
      return e.getCause().toString();
    }
  }
}
