package id.loket.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.service.ServiceProcess;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Web;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** What a service says of the servers it needs. */
final class Readiness {
  /** Each look makes the service look at all its servers. */
  private static final Patience LOOKING =
      new Patience(Duration.ofSeconds(90), Duration.ofMillis(200));

  private Readiness() {}

  /** Waits until it no longer says that it waits for that server, whatever else it waits for. */
  static void awaitReached(Web caller, ServiceProcess process, String server) {
    LOOKING.until(
        process.url() + " to reach " + server,
        () -> asked(caller, process).filter(answer -> reason(answer.json(), server).isEmpty()));
  }

  /** Waits until it says that it waits for that server, and why; it must not be ready meanwhile. */
  static void awaitWaiting(Web caller, ServiceProcess process, String server, String why) {
    LOOKING.until(
        process.url() + " to say of " + server + ": " + why,
        () -> {
          Optional<Web.Answer> answer = asked(caller, process);
          answer.ifPresent(ready -> assertThat(ready.status()).as(ready.toString()).isEqualTo(503));
          return answer
              .flatMap(ready -> reason(ready.json(), server))
              .filter(reason -> reason.contains(why));
        });
  }

  private static Optional<Web.Answer> asked(Web caller, ServiceProcess process) {
    assertThat(process.isAlive()).as(process::output).isTrue();
    try {
      return Optional.of(caller.get(process.url() + "/q/health/ready"));
    } catch (UncheckedIOException notYet) {
      return Optional.empty();
    }
  }

  /** What a check that is down says of a server. */
  private static Optional<String> reason(JsonNode readiness, String server) {
    for (JsonNode check : readiness.path("checks")) {
      if (!check.path("status").asText().equals("DOWN")) {
        continue;
      }
      JsonNode data = check.path("data");
      if (data.path(server).isTextual() && !data.path(server).asText().equals("was reached")) {
        return Optional.of(data.path(server).asText());
      }
      if (check.path("name").asText().contains(server)
          || data.path("server").asText().equals(server)) {
        return Optional.of(data.toString());
      }
    }
    return Optional.empty();
  }
}
