package id.loket.client.postgres;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.client.testing.ClientAppTest;
import id.loket.kit.trace.Traces;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every other test of every service with PostgreSQL relies on. */
@QuarkusTest
class OneConnectionTest extends ClientAppTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Inject Pool pool;
  @Inject Traces traces;

  @Test
  void aTransactionThatUsesASecondConnectionFailsInEveryTest() {
    assertThatThrownBy(
            () ->
                traces
                    .aside(
                        () -> pool.withTransaction(transaction -> pool.query("select 1").execute()))
                    .await()
                    .atMost(LONG))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("second connection");
  }

  @Test
  void oneAfterTheOtherIsFine() {
    traces
        .aside(
            () ->
                pool.withTransaction(transaction -> transaction.query("select 1").execute())
                    .chain(() -> pool.query("select 1").execute()))
        .await()
        .atMost(LONG);
  }
}
