package id.loket.payment.adoption;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.quarkus.runtime.api.session.QuarkusCqlSession;
import id.loket.payment.cassandra.Cassandra;
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
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class OpenWorkTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Inject Keyspaces keyspaces;
  @Inject QuarkusCqlSession session;

  @Test
  void whatAnOlderVersionHasBegunIsEnteredAndItsIndexGoes() {
    String keyspace = Keyspaces.name();
    keyspaces.migrated(keyspace);
    asBeforeTheDueTable(keyspace);
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Instant tomorrow = now.plus(1, ChronoUnit.DAYS);
    entry(keyspace, "INV-event", "event", "UNPUBLISHED", null, null);
    entry(keyspace, "INV-published", "event", "PUBLISHED", null, null);
    entry(keyspace, "INV-attempt", "attempt", "PROCESSING", null, null);
    entry(keyspace, "INV-paid", "attempt", "SUCCEEDED", null, null);
    entry(keyspace, "INV-later", "delivery", "PENDING", tomorrow, null);
    entry(keyspace, "INV-now", "delivery", "PENDING", now, null);
    entry(keyspace, "INV-dead", "delivery", "DEAD", null, now);
    entry(keyspace, "INV-delivered", "delivery", "DELIVERED", null, now);

    Cassandra cassandra = keyspaces.migrated(keyspace);

    assertThat(subjects(cassandra, "EVENT")).containsExactly("INV-event");
    assertThat(subjects(cassandra, "ATTEMPT")).containsExactly("INV-attempt");
    assertThat(subjects(cassandra, "DELIVERY")).containsExactlyInAnyOrder("INV-later", "INV-now");
    assertThat(rows(cassandra, "select at, subject from {keyspace}.due"))
        .filteredOn(row -> row.getString("subject").equals("INV-later"))
        .extracting(row -> row.getInstant("at"))
        .containsExactly(tomorrow);
    assertThat(rows(cassandra, "select state, number from {keyspace}.settled_delivery"))
        .extracting(row -> row.getString("state") + " " + row.getString("number"))
        .containsExactlyInAnyOrder("DEAD INV-dead", "DELIVERED INV-delivered");
    assertThat(rows(cassandra, "select mark from {keyspace}.due_mark"))
        .isNotEmpty()
        .allMatch(row -> row.getInstant("mark").isBefore(now));
    assertThat(indices(keyspace)).doesNotContain("invoice_by_entry_state");
  }

  private void asBeforeTheDueTable(String keyspace) {
    session.execute("delete from %s.schema_version where version = 4".formatted(keyspace));
    keyspaces.change(
        "create index if not exists invoice_by_entry_state on %s.invoice (state) using 'sai'"
            .formatted(keyspace));
  }

  private void entry(
      String keyspace, String number, String entry, String state, Instant next, Instant ended) {
    session.execute(
        """
        insert into %s.invoice (number, entry, id, state, next_attempt_at, ended)
        values (?, ?, ?, ?, ?, ?)\
        """
            .formatted(keyspace),
        number,
        entry,
        UUID.randomUUID(),
        state,
        next,
        ended);
  }

  private List<String> indices(String keyspace) {
    return session
        .execute(
            "select index_name from system_schema.indexes where keyspace_name = '%s'"
                .formatted(keyspace))
        .all()
        .stream()
        .map(row -> row.getString("index_name"))
        .toList();
  }

  private static List<String> subjects(Cassandra cassandra, String kind) {
    return rows(cassandra, "select kind, subject from {keyspace}.due").stream()
        .filter(row -> row.getString("kind").equals(kind))
        .map(row -> row.getString("subject"))
        .toList();
  }

  private static List<Row> rows(Cassandra cassandra, String cql) {
    return cassandra.rows(cql).await().atMost(LIMIT);
  }
}
