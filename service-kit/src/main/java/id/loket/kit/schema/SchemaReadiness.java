package id.loket.kit.schema;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** {@code schema}: DOWN, with the reason, until the schema is as this version expects it. */
@Readiness
@Singleton
class SchemaReadiness implements AsyncHealthCheck {
  private final SchemaMigrations migrations;

  SchemaReadiness(SchemaMigrations migrations) {
    this.migrations = migrations;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("schema").withData("server", migrations.server());
    migrations.obstacle().ifPresent(why -> answer.withData("waiting", why));
    return Uni.createFrom().item(answer.status(migrations.obstacle().isEmpty()).build());
  }
}
