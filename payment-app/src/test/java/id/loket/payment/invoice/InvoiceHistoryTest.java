package id.loket.payment.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.cassandra.Keyspaces;
import id.loket.payment.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class InvoiceHistoryTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int KEPT_DAYS = 100;

  @Inject Keyspaces keyspaces;

  /** Settings as the environment gives them. */
  record Settings(URI publicUrl, int tries, Duration kept) implements InvoiceConfig {}

  @Test
  void whatNeedNotBeKeptAnyLongerIsForgottenSoThatGrowthEnds() {
    Cassandra cassandra = keyspaces.migrated(Keyspaces.name());
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    for (int day = 0; day < 2 * KEPT_DAYS; day++) {
      for (int n = 0; n < 4; n++) {
        insert(cassandra, InvoiceNumber.of(today.minusDays(day), new byte[] {(byte) n, 1, 2, 3}));
      }
    }
    Settings settings = new Settings(URI.create("http://127.0.0.1"), 1, Duration.ofDays(KEPT_DAYS));

    new InvoiceHistory(cassandra, settings).forget().await().atMost(LIMIT);

    assertThat(
            cassandra.rows("select distinct number from {keyspace}.invoice").await().atMost(LIMIT))
        .hasSize((KEPT_DAYS + 1) * 4)
        .allMatch(
            row ->
                row.getString("number")
                        .compareTo(
                            InvoiceNumber.of(today.minusDays(KEPT_DAYS), new byte[10]).text())
                    >= 0);
  }

  private static void insert(Cassandra cassandra, InvoiceNumber number) {
    cassandra
        .write(
            "insert into {keyspace}.invoice (number, entry, id, status, state)"
                + " values (?, 'event', ?, 'PAID', 'PUBLISHED')",
            number.text(),
            UUID.randomUUID())
        .await()
        .atMost(LIMIT);
  }
}
