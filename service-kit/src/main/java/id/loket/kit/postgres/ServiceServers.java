package id.loket.kit.postgres;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** How the service's database is reached, for connections beside the pool: the same TLS, too. */
@Singleton
public class ServiceServers {
  private static final Logger LOG = Logger.getLogger(ServiceServers.class);

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
   * loket.postgres.limits.silence}: see {@link #ask}.
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

  /**
   * Asks something on a connection that listens: when no answer comes, and nothing else either, it
   * is closed. To be called every few seconds.
   */
  public void ask(PgConnection listening) {
    Silence.ends(listening);
    listening
        .query("select 1")
        .execute()
        .onFailure(e -> LOG.debugf("A connection that listens is broken: %s", e.toString()));
  }

  List<PgConnectOptions> all() {
    pool.size(); // makes it, if nobody has used it yet
    return service.servers();
  }
}
