package id.loket.payment.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import id.loket.kit.schema.Schema;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The keyspace's tables, kept by the scripts of {@code db/cassandra}. Several replicas may migrate
 * at once: one holds the lock (a conditional write with a life of a minute), the others wait until
 * it is done.
 */
@Singleton
public class CassandraSchema implements Schema {
  private static final Logger LOG = Logger.getLogger(CassandraSchema.class);
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LOCK_LIFE = Duration.ofMinutes(1);
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(200);
  private static final int LOCK = 0;
  // An id given by us makes two replicas creating the table at the same moment create the same one.
  private static final String VERSION_TABLE =
      """
      create table if not exists schema_version (
        version   int primary key,
        script    text,
        checksum  text,
        holder    uuid,
        installed timestamp
      ) with id = %s\
      """;

  private final CassandraSession session;
  private final CassandraConfig config;
  private final Iterable<DataMigration> dataMigrations;
  private final UUID me = UUID.randomUUID();

  @Inject
  CassandraSchema(
      CassandraSession session, CassandraConfig config, @Any Instance<DataMigration> migrations) {
    this(session, config, (Iterable<DataMigration>) migrations);
  }

  CassandraSchema(
      CassandraSession session, CassandraConfig config, Iterable<DataMigration> migrations) {
    this.session = session;
    this.config = config;
    this.dataMigrations = migrations;
  }

  @Override
  public String server() {
    return "Cassandra";
  }

  @Override
  public void migrate() {
    unlessAway(
        () -> {
          withoutDriversView(
              () -> {
                createKeyspace();
                run(VERSION_TABLE.formatted(tableId()));
                applyMissing();
              });
          return null;
        });
  }

  /**
   * After a change the driver reads the whole schema anew and answers only then. One such reading
   * that meets a lost control connection is never finished, and every later change would wait for
   * it until this process ends; so the driver's view is renewed afterwards, and not waited for.
   */
  private void withoutDriversView(Runnable changes) {
    CqlSession driver = session.await();
    driver.setSchemaMetadataEnabled(false);
    try {
      changes.run();
    } finally {
      driver.setSchemaMetadataEnabled(null);
    }
  }

  private void applyMissing() {
    List<Migration> migrations = Migration.all();
    while (!missing(migrations).isEmpty()) {
      if (takeLock()) {
        try {
          missing(migrations).forEach(this::apply);
        } finally {
          releaseLock();
        }
      } else {
        pause();
      }
    }
  }

  @Override
  public int missing() {
    return unlessAway(
        () -> {
          List<Migration> migrations = Migration.all();
          boolean neverMigrated =
              !exists(
                  "select table_name from system_schema.tables"
                      + " where keyspace_name = ? and table_name = 'schema_version'");
          return neverMigrated ? migrations.size() : missing(migrations).size();
        });
  }

  private static <T> T unlessAway(Supplier<T> work) {
    try {
      return work.get();
    } catch (DriverException e) {
      throw Cassandra.isAway(e) ? new ServerAway(e) : e;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN_AFTER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerAway(e);
    }
  }

  private void createKeyspace() {
    if (exists("select keyspace_name from system_schema.keyspaces where keyspace_name = ?")) {
      return;
    }
    try {
      change(
          SimpleStatement.newInstance(
              "create keyspace if not exists %s with replication = %s"
                  .formatted(config.keyspace(), config.replication())));
    } catch (UnauthorizedException e) {
      throw new IllegalStateException(
          "Keyspace "
              + config.keyspace()
              + " does not exist and this user may not create it; ask for it to be created.",
          e);
    }
  }

  /** Asks the server: the driver's own view of the schema may be old. */
  private boolean exists(String aboutKeyspace) {
    return execute(SimpleStatement.newInstance(aboutKeyspace, config.keyspace())).one() != null;
  }

  private UUID tableId() {
    String table = config.keyspace() + ".schema_version";
    return UUID.nameUUIDFromBytes(table.getBytes(StandardCharsets.UTF_8));
  }

  private List<Migration> missing(List<Migration> migrations) {
    return migrations.stream().filter(migration -> !isInstalled(migration)).toList();
  }

  private boolean isInstalled(Migration migration) {
    Row row =
        execute(
                statement(
                    "select checksum from schema_version where version = ?", migration.version()))
            .one();
    if (row == null) {
      return false;
    }
    if (!migration.checksum().equals(row.getString("checksum"))) {
      throw new IllegalStateException(
          migration.script() + " was changed after it had been applied; add a new script instead");
    }
    return true;
  }

  private void apply(Migration migration) {
    LOG.infof("Applying %s", migration.script());
    migration.statements().forEach(this::run);
    execute(
        statement(
            "insert into schema_version (version, script, checksum, installed)"
                + " values (?, ?, ?, ?) if not exists",
            migration.version(),
            migration.script(),
            migration.checksum(),
            Instant.now()));
  }

  private boolean takeLock() {
    return execute(
            statement(
                "insert into schema_version (version, holder) values (?, ?) if not exists using ttl "
                    + LOCK_LIFE.toSeconds(),
                LOCK,
                me))
        .wasApplied();
  }

  private void releaseLock() {
    execute(statement("delete from schema_version where version = ? if holder = ?", LOCK, me));
  }

  private void run(String cql) {
    for (DataMigration step : dataMigrations) {
      if (step.statement().equals(cql)) {
        step.run(session.await(), config.keyspace(), this::renewLock);
        return;
      }
    }
    change(statement(cql));
  }

  /** Changes the schema, and waits until all nodes of the cluster know. */
  private void change(SimpleStatement statement) {
    execute(statement);
    Instant givenUp = Instant.now().plus(STATEMENT_TIMEOUT);
    while (!session.await().checkSchemaAgreement()) {
      if (Instant.now().isAfter(givenUp)) {
        throw new ServerAway(
            new IOException("the nodes do not agree on a schema after " + STATEMENT_TIMEOUT));
      }
      pause();
    }
  }

  /** A step that takes its time stays the only one at it. */
  private void renewLock() {
    execute(
        statement(
            "update schema_version using ttl "
                + LOCK_LIFE.toSeconds()
                + " set holder = ? where version = ? if holder = ?",
            me,
            LOCK,
            me));
  }

  private SimpleStatement statement(String cql, Object... values) {
    return SimpleStatement.newInstance(cql, values).setKeyspace(config.keyspace());
  }

  private ResultSet execute(SimpleStatement statement) {
    return session.await().execute(statement.setTimeout(STATEMENT_TIMEOUT));
  }
}
