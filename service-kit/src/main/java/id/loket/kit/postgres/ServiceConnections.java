package id.loket.kit.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes pools whose every wait has a limit, and whose connections lead to the primary. */
final class ServiceConnections {
  private static final String CAN_WRITE =
      "select not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off'";

  private ServiceConnections() {}

  /**
   * A pool.
   *
   * @param servers the addresses of one database: the primary and those that may take its place
   */
  static Pool pool(
      Vertx vertx, List<PgConnectOptions> servers, PoolOptions options, PostgresLimits limits) {
    options
        .setConnectionTimeout(millis(limits.connection()))
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout(millis(limits.unused()))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    Pool pool = PgDriver.INSTANCE.createPool(vertx, servers, options);
    ConnectionFactory factory =
        PgDriver.INSTANCE.createConnectionFactory(vertx, servers.getFirst());
    AtomicInteger last = new AtomicInteger();
    pool.connectionProvider(context -> primary(context, factory, servers, last, 0, limits));
    return pool;
  }

  /** Options for statements of usual length. */
  static PgConnectOptions limited(PgConnectOptions server, PostgresLimits limits) {
    return limited(server, limits, limits.statement(), limits.lock(), limits.silence());
  }

  /** Options for statements that may take long; what they wait for may take as long. */
  static PgConnectOptions patient(PgConnectOptions server, PostgresLimits limits) {
    Duration statement = limits.longStatement();
    return limited(
        new PgConnectOptions(server),
        limits,
        statement,
        statement,
        statement.plus(limits.silence()));
  }

  private static PgConnectOptions limited(
      PgConnectOptions server,
      PostgresLimits limits,
      Duration statement,
      Duration lock,
      Duration silence) {
    server
        .addProperty("statement_timeout", Integer.toString(millis(statement)))
        .addProperty("lock_timeout", Integer.toString(millis(lock)))
        .addProperty(
            "idle_in_transaction_session_timeout",
            Integer.toString(millis(limits.idleTransaction())));
    server
        .setConnectTimeout(millis(limits.connection()))
        .setTcpKeepAlive(true)
        .setIdleTimeout(millis(silence))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    return server;
  }

  /** The first of the servers that can be written to, from the one on that last was. */
  private static Future<SqlConnection> primary(
      Context context,
      ConnectionFactory factory,
      List<PgConnectOptions> servers,
      AtomicInteger last,
      int tried,
      PostgresLimits limits) {
    int n = (last.get() + tried) % servers.size();
    Future<SqlConnection> connecting = factory.connect(context, servers.get(n));
    Future<SqlConnection> found =
        connecting
            .timeout(each(limits, servers.size()), TimeUnit.MILLISECONDS)
            .onFailure(late -> connecting.onSuccess(SqlConnection::close))
            .onSuccess(Silence::ends)
            .compose(ServiceConnections::ofPrimary)
            .onSuccess(connection -> last.set(n))
            .map(connection -> guarded(context, factory, connection, limits));
    return tried + 1 < servers.size()
        ? found.recover(failure -> primary(context, factory, servers, last, tried + 1, limits))
        : found;
  }

  /**
   * How long one of so many servers may take to answer, in milliseconds: whoever waits for a
   * connection waits for all that are tried.
   */
  static long each(PostgresLimits limits, int servers) {
    return servers == 1 ? millis(limits.connection()) : millis(limits.connection()) / (servers + 1);
  }

  /** A connection, if its server can be written to; else it is closed. */
  static <C extends SqlConnection> Future<C> ofPrimary(C connection) {
    return connection
        .query(CAN_WRITE)
        .execute()
        .compose(
            rows ->
                rows.iterator().next().getBoolean(0)
                    ? Future.succeededFuture(connection)
                    : Future.<C>failedFuture(new ReadOnlyServer()))
        .recover(failure -> connection.close().transform(x -> Future.failedFuture(failure)));
  }

  private static SqlConnection guarded(
      Context context, ConnectionFactory factory, SqlConnection connection, PostgresLimits limits) {
    return PgDriver.INSTANCE.wrapConnection(
        (ContextInternal) context,
        factory,
        new GuardedConnection(
            ((SqlConnectionInternal) connection).unwrap(), limits.oneConnection()));
  }

  private static int millis(Duration duration) {
    return (int) duration.toMillis();
  }

  /** None of the servers can be written to: their primary is away, another not promoted yet. */
  static final class ReadOnlyServer extends java.io.IOException {
    ReadOnlyServer() {
      super("the server can only be read from: it is not the primary");
    }
  }
}
