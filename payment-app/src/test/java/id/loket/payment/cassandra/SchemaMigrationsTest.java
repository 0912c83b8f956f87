package id.loket.payment.cassandra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.datastax.oss.quarkus.runtime.api.session.QuarkusCqlSession;
import id.loket.payment.testing.Servers;
import id.loket.payment.testing.Together;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class SchemaMigrationsTest {
  private static final String REPLICATION = "{'class': 'SimpleStrategy', 'replication_factor': 1}";

  @Inject QuarkusCqlSession session;

  /** Settings as the environment gives them. */
  record Settings(String keyspace, String replication) implements CassandraConfig {}

  @Test
  void severalReplicasStartingAtOnceMakeTheSchemaOnce() {
    List<Boolean> applied =
        Together.times(4, i -> migrate(new Settings("started_together", REPLICATION)));

    assertTrue(applied.stream().allMatch(done -> done));
    assertEquals(
        "V1__invoices.cql",
        session
            .execute("select script from started_together.schema_version where version = 1")
            .one()
            .getString("script"));
    session.execute("select number from started_together.invoice limit 1");
  }

  @Test
  void aScriptChangedAfterItWasAppliedStopsTheStart() {
    Settings settings = new Settings("changed_later", REPLICATION);
    migrate(settings);
    session.execute(
        "update changed_later.schema_version set checksum = 'another' where version = 1");

    assertThrows(IllegalStateException.class, () -> migrate(settings));
  }

  private boolean migrate(Settings settings) {
    SchemaMigrations migrations = new SchemaMigrations(session, settings);
    try {
      migrations.migrate(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return migrations.areApplied();
  }
}
