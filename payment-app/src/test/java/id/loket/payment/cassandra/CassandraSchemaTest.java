package id.loket.payment.cassandra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.datastax.oss.quarkus.runtime.api.session.QuarkusCqlSession;
import id.loket.payment.testing.Servers;
import id.loket.payment.testing.Together;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class CassandraSchemaTest {
  @Inject QuarkusCqlSession session;
  @Inject CassandraSession opened;
  @Inject @Any Instance<DataMigration> dataMigrations;

  @Test
  void severalReplicasStartingAtOnceMakeTheSchemaOnce() {
    List<Integer> missing =
        Together.times(
            4,
            i -> {
              CassandraSchema schema = schema(new Keyspaces.Settings("started_together"));
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
    CassandraSchema schema = schema(new Keyspaces.Settings("never_made"));

    assertEquals(Migration.all().size(), schema.missing());

    assertTrue(
        session
            .execute("select * from system_schema.keyspaces where keyspace_name = 'never_made'")
            .all()
            .isEmpty());
  }

  @Test
  void aScriptChangedAfterItWasAppliedStopsTheStart() {
    CassandraSchema schema = schema(new Keyspaces.Settings("changed_later"));
    schema.migrate();
    session.execute(
        "update changed_later.schema_version set checksum = 'another' where version = 1");

    assertThrows(IllegalStateException.class, schema::migrate);
  }

  private CassandraSchema schema(Keyspaces.Settings settings) {
    return new CassandraSchema(opened, settings, dataMigrations);
  }
}
