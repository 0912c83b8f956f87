package id.loket.kit.postgres;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How the service's database is reached, for connections beside the pool: the same TLS, too. */
@Singleton
public class ServiceServers {
  private final ServicePool service;
  private final Pool pool;
  private final PostgresLimits limits;

  ServiceServers(ServicePool service, Pool pool, PostgresLimits limits) {
    this.service = service;
    this.pool = pool;
    this.limits = limits;
  }

  /**
   * For a connection that listens. It is closed when nothing was said on it for {@code
   * loket.postgres.limits.silence}: whoever listens asks something now and then, and so finds out
   * that the server is gone.
   */
  public PgConnectOptions toListen() {
    PgConnectOptions server = new PgConnectOptions(all().getFirst());
    server
        .setConnectTimeout((int) limits.connection().toMillis())
        .setTcpKeepAlive(true)
        .setIdleTimeout((int) limits.silence().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    return server;
  }

  List<PgConnectOptions> all() {
    pool.size(); // makes it, if nobody has used it yet
    return service.servers();
  }
}
