package id.loket.kit.postgres;

import id.loket.kit.server.Causes;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * {@code PostgreSQL}: DOWN, with the reason, while the database does not answer. Asked only when
 * this replica has not heard from it in the last seconds: probes come every few, from many.
 */
@Readiness
@Singleton
class PostgresReadiness implements AsyncHealthCheck {
  private static final Duration LATE = Duration.ofSeconds(2);

  private final Notifications database;
  private final Pool pool;
  private final Duration fresh;

  PostgresReadiness(Notifications database, Pool pool, PollConfig config) {
    this.database = database;
    this.pool = pool;
    this.fresh = config.atRest().plus(LATE);
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("PostgreSQL");
    return database.answeredWithin(fresh)
        ? Uni.createFrom().item(answer.up().build())
        : pool.query("select 1")
            .execute()
            .map(rows -> answer.up().build())
            .onFailure()
            .recoverWithItem(
                failure -> answer.down().withData("reason", Causes.line(failure)).build());
  }
}
