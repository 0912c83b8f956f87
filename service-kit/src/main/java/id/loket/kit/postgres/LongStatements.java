package id.loket.kit.postgres;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.sqlclient.PoolOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.function.Function;

/**
 * For the few statements that take longer than a request may wait: they have a pool of two
 * connections and limits ({@code loket.postgres.limits.long-statement}) of their own, and keep
 * nobody else from a connection.
 */
@Singleton
public class LongStatements {
  private static final int CONNECTIONS = 2;

  private final Vertx vertx;
  private final ServiceServers servers;
  private final PostgresLimits limits;
  private Pool pool;

  LongStatements(Vertx vertx, ServiceServers servers, PostgresLimits limits) {
    this.vertx = vertx;
    this.servers = servers;
    this.limits = limits;
  }

  /** Does work in a transaction. */
  public <T> Uni<T> withTransaction(Function<SqlConnection, Uni<T>> work) {
    return Uni.createFrom().deferred(() -> pool().withTransaction(work));
  }

  private synchronized Pool pool() {
    if (pool == null) {
      pool =
          new Pool(
              ServiceConnections.pool(
                  vertx,
                  servers.all().stream()
                      .map(server -> ServiceConnections.patient(server, limits))
                      .toList(),
                  new PoolOptions().setMaxSize(CONNECTIONS),
                  limits));
    }
    return pool;
  }

  @PreDestroy
  synchronized void close() {
    if (pool != null) {
      pool.close().subscribe().with(done -> {}, failure -> {});
    }
  }
}
