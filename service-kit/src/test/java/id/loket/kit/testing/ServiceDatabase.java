package id.loket.kit.testing;

import id.loket.local.LocalStack;
import io.vertx.core.VertxOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.util.Map;

/**
 * A service's own database as a test sees it, with connections of the test's own: the service may
 * be this process or a native executable beside it.
 */
public final class ServiceDatabase {
  private static final int CONNECTIONS = 4;
  private static LocalStack stack;
  private static Vertx vertx;
  private static Pool pool;

  private ServiceDatabase() {}

  /** Connections to the database of this service in the stack that runs now. */
  public static synchronized Pool of(String service) {
    if (stack != LocalStackResource.stack()) {
      stack = LocalStackResource.stack();
      pool = open(stack.environment(service));
    }
    return pool;
  }

  private static Pool open(Map<String, String> environment) {
    if (vertx == null) {
      vertx =
          new Vertx(
              io.vertx.core.Vertx.vertx(
                  new VertxOptions().setUseDaemonThread(true).setEventLoopPoolSize(1)));
    }
    PgConnectOptions options =
        PgConnectOptions.fromUri(environment.get("LOKET_DB_URL"))
            .setUser(environment.get("LOKET_DB_USER"))
            .setPassword(environment.get("LOKET_DB_PASSWORD"));
    return new Pool(
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(CONNECTIONS))
            .connectingTo(options)
            .using(vertx.getDelegate())
            .build());
  }
}
