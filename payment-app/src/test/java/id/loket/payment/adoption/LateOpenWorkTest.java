package id.loket.payment.adoption;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.quarkus.runtime.api.session.QuarkusCqlSession;
import id.loket.kit.tls.ServerTls;
import id.loket.payment.cassandra.CassandraConfig;
import id.loket.payment.cassandra.Keyspaces;
import id.loket.payment.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What replicas of the version before began without announcing it is found once they are gone. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class LateOpenWorkTest {
  @Inject Keyspaces keyspaces;
  @Inject QuarkusCqlSession session;
  @Inject OpenWork work;

  private final String keyspace = Keyspaces.name();
  private final Instant migrated = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private LateOpenWork late;

  @BeforeEach
  void migrate() {
    keyspaces.migrated(keyspace);
    session.execute(
        "update %s.schema_version set installed = ? where version = 4".formatted(keyspace),
        migrated);
    late = new LateOpenWork(work, null, config());
  }

  @Test
  void nobodyLooksWhileOneOfThemMayBeLeft() {
    unannounced("INV-early");

    late.adopt(session, migrated.plus(Duration.ofMinutes(29)));

    assertThat(announced()).isEmpty();
  }

  @Test
  void whenTheyAreGoneOneReplicaLooksOnce() throws Exception {
    unannounced("INV-late");
    Instant later = migrated.plus(Duration.ofMinutes(31));

    together(() -> late.adopt(session, later));
    assertThat(announced()).containsExactly("INV-late");

    unannounced("INV-of-this-version");
    late.adopt(session, later.plus(Duration.ofDays(1)));
    assertThat(announced()).containsExactly("INV-late");
  }

  @Test
  void whoDiedAtItIsFollowedByAnother() {
    unannounced("INV-left");
    Instant later = migrated.plus(Duration.ofMinutes(31));
    session.execute(
        "insert into %s.due_mark (kind, shard, mark) values ('ADOPTING', 0, ?)".formatted(keyspace),
        later);

    late.adopt(session, later);
    assertThat(announced()).as("while another may be at it").isEmpty();

    // its row ends by itself
    session.execute(
        "delete from %s.due_mark where kind = 'ADOPTING' and shard = 0 if exists"
            .formatted(keyspace));
    late.adopt(session, later);
    assertThat(announced()).containsExactly("INV-left");
  }

  private void unannounced(String number) {
    session.execute(
        "insert into %s.invoice (number, entry, id, state) values (?, 'attempt', ?, 'PROCESSING')"
            .formatted(keyspace),
        number,
        UUID.randomUUID());
  }

  private List<String> announced() {
    return session.execute("select subject from %s.due".formatted(keyspace)).all().stream()
        .map((Row row) -> row.getString("subject"))
        .toList();
  }

  private static void together(Runnable look) throws Exception {
    try (var threads = Executors.newFixedThreadPool(2)) {
      List<Callable<Object>> both = Stream.of(look, look).map(Executors::callable).toList();
      for (Future<Object> each : threads.invokeAll(both)) {
        each.get();
      }
    }
  }

  private CassandraConfig config() {
    return new CassandraConfig() {
      @Override
      public String keyspace() {
        return keyspace;
      }

      @Override
      public String contactPoints() {
        throw new UnsupportedOperationException();
      }

      @Override
      public ServerTls tls() {
        throw new UnsupportedOperationException();
      }

      @Override
      public String replication() {
        throw new UnsupportedOperationException();
      }
    };
  }
}
