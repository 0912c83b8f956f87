package id.loket.payment.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import id.loket.payment.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class PreparedStatementTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String READ = "select status from {keyspace}.invoice where number = 'INV'";

  @Inject Cassandra cassandra;
  @Inject CassandraConfig config;
  @Inject Keyspaces keyspaces;

  @Test
  void aStatementIsPreparedOnceAlsoWhenGarbageIsCollectedMeanwhile() {
    WeakReference<PreparedStatement> first = new WeakReference<>(prepared());

    collectGarbage();

    assertThat(first.get()).isNotNull().isSameAs(prepared());
  }

  @Test
  void aStatementThatCouldNotBePreparedIsPreparedAtTheNextCall() {
    String table = "late_" + UUID.randomUUID().toString().replace('-', '_');
    String read = "select id from {keyspace}." + table;
    assertThatThrownBy(() -> cassandra.rows(read).await().atMost(LIMIT))
        .hasMessageContaining(table);

    keyspaces.change("create table %s.%s (id int primary key)".formatted(config.keyspace(), table));

    assertThat(cassandra.rows(read).await().atMost(LIMIT)).isEmpty();
  }

  @Test
  void whoeverHangsUpWhileAStatementIsPreparedTakesItFromNobodyElse() {
    String read = READ.replace("INV", UUID.randomUUID().toString());

    cassandra.rows(read).subscribe().with(rows -> {}).cancel();

    assertThat(cassandra.rows(read).await().atMost(LIMIT)).isEmpty();
  }

  @Test
  void aStatementNamesItsKeyspace() {
    assertThatThrownBy(() -> cassandra.rows("select status from invoice").await().atMost(LIMIT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private PreparedStatement prepared() {
    return cassandra.bind(READ).await().atMost(LIMIT).getPreparedStatement();
  }

  /** A weak reference to something else, made now, tells that a collection has happened. */
  private static void collectGarbage() {
    WeakReference<Object> witness = new WeakReference<>(new Object());
    while (witness.get() != null) {
      System.gc();
    }
  }
}
