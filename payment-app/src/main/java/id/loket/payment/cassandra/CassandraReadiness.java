package id.loket.payment.cassandra;

import id.loket.kit.server.Causes;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** {@code Cassandra}: DOWN whenever it does not answer, because nothing can be done without it. */
@Readiness
@Singleton
class CassandraReadiness implements AsyncHealthCheck {
  private static final String NAME = "Cassandra";
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

  private final Cassandra cassandra;

  CassandraReadiness(Cassandra cassandra) {
    this.cassandra = cassandra;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return cassandra
        .ping()
        .ifNoItem()
        .after(LONGEST_ANSWER)
        .fail()
        .map(answered -> HealthCheckResponse.up(NAME))
        .onFailure()
        .recoverWithItem(
            failure ->
                HealthCheckResponse.named(NAME)
                    .down()
                    .withData("reason", Causes.line(failure))
                    .build());
  }
}
