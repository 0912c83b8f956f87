package id.loket.kit.postgres;

import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** How the service's database is reached, for connections beside the pool: the same TLS, too. */
@Singleton
public class ServiceServers {
  private static final String APPLICATION = "application_name";
  private static final String LISTENING = " listening";

  private final Vertx vertx;
  private final ServicePool service;
  private final Pool pool;
  private final PostgresLimits limits;

  ServiceServers(Vertx vertx, ServicePool service, Pool pool, PostgresLimits limits) {
    this.vertx = vertx;
    this.service = service;
    this.pool = pool;
    this.limits = limits;
  }

  /**
   * Whoever wants to hear what is notified; it has to {@linkplain Listening#begin begin}. Its
   * connection is closed when nothing was said on it for {@code loket.postgres.limits.silence}: see
   * {@link Listening#ask}.
   *
   * @param channels who hears what is notified on each
   * @param heardAgain told whenever they are heard from now on: what was notified before may have
   *     been missed
   */
  Listening listening(Map<String, Consumer<String>> channels, Runnable heardAgain) {
    return new Listening(vertx, this::toListen, limits, channels, heardAgain);
  }

  private List<PgConnectOptions> toListen() {
    return all().stream().map(server -> toListen(server, limits)).toList();
  }

  static PgConnectOptions toListen(PgConnectOptions server, PostgresLimits limits) {
    PgConnectOptions listening = new PgConnectOptions(server);
    listening
        .setConnectTimeout((int) limits.connection().toMillis())
        .setTcpKeepAlive(true)
        .setIdleTimeout((int) limits.silence().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        // told apart in pg_stat_activity from those of the pool
        .addProperty(APPLICATION, server.getProperties().get(APPLICATION) + LISTENING);
    return listening;
  }

  List<PgConnectOptions> all() {
    pool.size(); // makes it, if nobody has used it yet
    return service.servers();
  }
}
