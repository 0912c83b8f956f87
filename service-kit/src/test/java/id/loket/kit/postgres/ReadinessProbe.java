package id.loket.kit.postgres;

import io.quarkus.arc.Arc;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** What a probe is told of the database by a replica whose pool is another than its service's. */
public final class ReadinessProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private ReadinessProbe() {}

  /** Just after the database has answered the replica's own question. */
  public static HealthCheckResponse afterAnAnswer(Pool pool) {
    Notifications heard = Arc.container().instance(Notifications.class).get();
    heard.ask("select 1").await().atMost(PATIENCE);
    return probe(heard, pool);
  }

  /** While nothing was heard of the database. */
  public static HealthCheckResponse withoutAnAnswer(Pool pool) {
    ServiceServers servers = Arc.container().instance(ServiceServers.class).get();
    return probe(new Notifications(servers, pool, List.of()), pool);
  }

  private static HealthCheckResponse probe(Notifications heard, Pool pool) {
    PollConfig config = Arc.container().instance(PollConfig.class).get();
    return new PostgresReadiness(heard, pool, config).call().await().atMost(PATIENCE);
  }
}
