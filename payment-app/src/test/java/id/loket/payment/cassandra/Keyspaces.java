package id.loket.payment.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import id.loket.kit.tls.ServerTls;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Keyspaces of a test's own, in which no job of the service under test works. */
@Singleton
public class Keyspaces {
  private final CassandraSession session;
  private final Instance<DataMigration> dataMigrations;

  Keyspaces(CassandraSession session, @Any Instance<DataMigration> dataMigrations) {
    this.session = session;
    this.dataMigrations = dataMigrations;
  }

  /** Settings as the environment gives them. */
  record Settings(String keyspace, String replication, String contactPoints, ServerTls tls)
      implements CassandraConfig {
    private static final String REPLICATION =
        "{'class': 'SimpleStrategy', 'replication_factor': 1}";

    Settings(String keyspace) {
      this(keyspace, REPLICATION, "somewhere", ServerTls.DISABLE);
    }
  }

  /** A name no other test uses. */
  public static String name() {
    return "test_" + UUID.randomUUID().toString().replace('-', '_');
  }

  /**
   * A keyspace with all tables, made if it is not there; migrations that are missing are applied.
   */
  public Cassandra migrated(String name) {
    Settings settings = new Settings(name);
    new CassandraSchema(session, settings, dataMigrations).migrate();
    return new Cassandra(session, settings);
  }

  /** Changes the schema as tests need it; answers at once whatever the driver's view of it is. */
  public void change(String cql) {
    CqlSession driver = session.await();
    driver.setSchemaMetadataEnabled(false);
    try {
      driver.execute(cql);
    } finally {
      driver.setSchemaMetadataEnabled(null);
    }
  }
}
