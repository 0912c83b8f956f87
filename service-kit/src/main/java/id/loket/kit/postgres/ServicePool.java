package id.loket.kit.postgres;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The service's pool, made with the kit's limits. */
@Singleton
class ServicePool implements PgPoolCreator {
  private final PostgresLimits limits;
  private final PostgresAuthorities authorities;
  private final String service;
  private volatile List<PgConnectOptions> servers = List.of();

  ServicePool(
      PostgresLimits limits,
      PostgresAuthorities authorities,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    this.limits = limits;
    this.authorities = authorities;
    this.service = service;
  }

  @Override
  public Pool create(Input input) {
    servers =
        input.pgConnectOptionsList().stream()
            .map(PgConnectOptions::new)
            .map(authorities::believedBy)
            .map(server -> (PgConnectOptions) server.addProperty("application_name", service))
            .toList();
    return ServiceConnections.pool(
        input.vertx(),
        servers.stream()
            .map(server -> ServiceConnections.limited(new PgConnectOptions(server), limits))
            .toList(),
        input.poolOptions(),
        limits);
  }

  /** Where the database is and how it is spoken to: address, login and TLS, without limits. */
  List<PgConnectOptions> servers() {
    return servers;
  }
}
