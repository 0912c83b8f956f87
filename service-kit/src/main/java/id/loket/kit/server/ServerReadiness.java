package id.loket.kit.server;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * {@code servers}: DOWN until every needed server was reached once, naming those that were not; so
 * a replica that was given a wrong address or login never takes over from one that works. A server
 * that goes away later does not make the service unready: it goes on without, and catches up.
 */
@Readiness
@Singleton
class ServerReadiness implements AsyncHealthCheck {
  private static final Logger LOG = Logger.getLogger(ServerReadiness.class);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final List<NeededServer> servers;
  private final Map<String, String> missing = new ConcurrentHashMap<>();

  ServerReadiness(@All List<NeededServer> servers) {
    this.servers = servers;
    servers.forEach(server -> missing.put(server.title(), "not reached yet"));
  }

  void start(@Observes StartupEvent startup) {
    servers.forEach(this::reach);
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("servers");
    servers.forEach(
        server ->
            answer.withData(server.title(), missing.getOrDefault(server.title(), "was reached")));
    return Uni.createFrom().item(answer.status(missing.isEmpty()).build());
  }

  private void reach(NeededServer server) {
    Uni.createFrom()
        .deferred(server::reach)
        .ifNoItem()
        .after(LONGEST_ANSWER)
        .fail()
        .onFailure()
        .invoke(failure -> waitFor(server, Causes.line(failure)))
        .onFailure()
        .retry()
        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
        .indefinitely()
        .subscribe()
        .with(reached -> missing.remove(server.title()));
  }

  private void waitFor(NeededServer server, String why) {
    if (!why.equals(missing.put(server.title(), why))) {
      LOG.warnf("Waiting for %s: %s", server.title(), why);
    }
  }
}
