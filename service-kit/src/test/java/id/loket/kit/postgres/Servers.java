package id.loket.kit.postgres;

import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Several servers of one database, as a service would reach them. */
public record Servers(Vertx vertx, List<PgConnectOptions> all, PostgresLimits limits) {

  /** A pool as the service has. */
  public Pool pool() {
    return new Pool(
        ServiceConnections.pool(
            vertx,
            all.stream()
                .map(server -> ServiceConnections.limited(new PgConnectOptions(server), limits))
                .toList(),
            new PoolOptions().setMaxSize(2),
            limits));
  }

  /** Listens as the service would. */
  public Listening listening(String channel, Consumer<String> handler) {
    return new Listening(
        vertx,
        () -> all.stream().map(server -> ServiceServers.toListen(server, limits)).toList(),
        limits,
        Map.of(channel, handler),
        () -> {});
  }
}
