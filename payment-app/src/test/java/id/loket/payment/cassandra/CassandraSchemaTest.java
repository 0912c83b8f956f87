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
class CassandraSchemaTest {
  private static final String REPLICATION = "{'class': 'SimpleStrategy', 'replication_factor': 1}";

  @Inject QuarkusCqlSession session;
  @Inject CassandraSession opened;

  /** Settings as the environment gives them. */
  record Settings(String keyspace, String replication, String contactPoints)
      implements CassandraConfig {
    Settings(String keyspace) {
      this(keyspace, REPLICATION, "somewhere");
    }
  }

  @Test
  void severalReplicasStartingAtOnceMakeTheSchemaOnce() {
    List<Integer> missing =
        Together.times(
            4,
            i -> {
              CassandraSchema schema = schema(new Settings("started_together"));
              schema.migrate();
              return schema.missing();
            });

    assertEquals(List.of(0, 0, 0, 0), missing);
    assertEquals(
        "V1__invoices.cql",
        session
            .execute("select script from started_together.schema_version where version = 1")
            .one()
            .getString("script"));
    session.execute("select number from started_together.invoice limit 1");
  }

  @Test
  void whatIsMissingIsKnownWithoutChangingAnything() {
    CassandraSchema schema = schema(new Settings("never_made"));

    assertEquals(Migration.all().size(), schema.missing());

    assertTrue(session.getMetadata().getKeyspace("never_made").isEmpty());
  }

  @Test
  void aScriptChangedAfterItWasAppliedStopsTheStart() {
    CassandraSchema schema = schema(new Settings("changed_later"));
    schema.migrate();
    session.execute(
        "update changed_later.schema_version set checksum = 'another' where version = 1");

    assertThrows(IllegalStateException.class, schema::migrate);
  }

  private CassandraSchema schema(Settings settings) {
    return new CassandraSchema(opened, settings);
  }
}
