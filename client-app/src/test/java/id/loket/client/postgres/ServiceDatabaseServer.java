package id.loket.client.postgres;

import id.loket.kit.testing.LocalStackResource;
import io.vertx.pgclient.PgConnectOptions;
import java.util.Map;

/** The database of the service under test, reached beside it. */
final class ServiceDatabaseServer {
  private ServiceDatabaseServer() {}

  static PgConnectOptions options() {
    Map<String, String> environment = LocalStackResource.stack().environment("client-app");
    return PgConnectOptions.fromUri(environment.get("LOKET_DB_URL"))
        .setUser(environment.get("LOKET_DB_USER"))
        .setPassword(environment.get("LOKET_DB_PASSWORD"));
  }
}
