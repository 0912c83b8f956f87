package id.loket.client.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.kit.postgres.Listening;
import id.loket.kit.postgres.PostgresLimits;
import id.loket.kit.postgres.Servers;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Of several servers the primary is used, by the pool and by whoever listens. */
@QuarkusTest
class SeveralServersTest extends ClientAppTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Inject Vertx vertx;
  @Inject PostgresLimits limits;
  @Inject Pool service;

  @Test
  void aDeadASilentAndAReadOnlyServerArePassedOver() throws Exception {
    try (ServerSocket dead = new ServerSocket(0);
        ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int closed = dead.getLocalPort();
      dead.close();
      PgConnectOptions primary = ServiceDatabaseServer.options();
      Servers servers =
          new Servers(
              vertx,
              List.of(
                  new PgConnectOptions(primary).setPort(closed),
                  new PgConnectOptions(primary).setPort(silent.getLocalPort()),
                  new PgConnectOptions(primary).addProperty("default_transaction_read_only", "on"),
                  primary),
              new Impatient(limits));
      Pool pool = servers.pool();
      assertThat(
              pool.query("select current_setting('transaction_read_only')")
                  .execute()
                  .await()
                  .atMost(LONG)
                  .iterator()
                  .next()
                  .getString(0))
          .isEqualTo("off");
      pool.closeAndAwait();

      hearsAgainWhenItsConnectionWasEnded(servers);
    }
  }

  private void hearsAgainWhenItsConnectionWasEnded(Servers servers) throws Exception {
    String channel = "test-" + UUID.randomUUID();
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    Listening listening = servers.listening(channel, heard::add);
    listening
        .begin()
        .toCompletionStage()
        .toCompletableFuture()
        .get(LONG.toSeconds(), TimeUnit.SECONDS);
    try {
      say(channel, "first");
      Eventually.until("the first to be heard", () -> heard.contains("first"));

      run(
          "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen \""
              + channel
              + "%'");
      Eventually.until(
          "the second to be heard",
          () -> {
            say(channel, "second");
            return heard.contains("second");
          });
    } finally {
      listening.end();
    }
  }

  private void say(String channel, String what) {
    run("select pg_notify('" + channel + "', '" + what + "')");
  }

  private void run(String sql) {
    service.query(sql).execute().await().atMost(LONG);
  }

  /** The service's limits, but for how long a server may take to say anything. */
  private record Impatient(PostgresLimits usual) implements PostgresLimits {
    @Override
    public Duration statement() {
      return usual.statement();
    }

    @Override
    public Duration lock() {
      return usual.lock();
    }

    @Override
    public Duration idleTransaction() {
      return usual.idleTransaction();
    }

    @Override
    public Duration silence() {
      return usual.silence();
    }

    @Override
    public Duration connection() {
      return Duration.ofSeconds(20);
    }

    @Override
    public Duration unused() {
      return usual.unused();
    }

    @Override
    public Duration longStatement() {
      return usual.longStatement();
    }

    @Override
    public boolean oneConnection() {
      return usual.oneConnection();
    }
  }
}
