package id.loket.client.export;

import id.loket.kit.auth.ServiceTokens;
import id.loket.kit.http.UpstreamCalls;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import id.loket.kit.tls.Authorities;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Asks the services that keep something of a user for it. */
@Singleton
class KeepersClient implements ConfigurationCheck {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final ServiceTokens tokens;
  private final ExportConfig config;
  private final UpstreamCalls calls;

  KeepersClient(ServiceTokens tokens, ExportConfig config, Vertx vertx, Authorities authorities) {
    this.tokens = tokens;
    this.config = config;
    this.calls = new UpstreamCalls(vertx, authorities, "client-app", CONNECT);
  }

  @Override
  public void check(Faults faults) {
    List<String> http = List.of("https", "http");
    faults.url("LOKET_TICKET_URL", config.ticketUrl(), http);
    faults.url("LOKET_PAYMENT_URL", config.paymentUrl(), http);
    faults.url("LOKET_REPORT_URL", config.reportUrl(), http);
    config.databaseUrl().ifPresent(url -> faults.url("LOKET_DATABASE_URL", url, http));
  }

  /** What a service keeps of a user, as JSON; fails with {@code unavailable} (503). */
  Uni<String> of(UUID userId, String service, String url) {
    return get(service, url + "/people/" + userId).map(found -> found.orElse("{}"));
  }

  /** An invoice as JSON; empty when it is kept no more. */
  Uni<Optional<String>> invoice(String number) {
    return get("payment-app", config.paymentUrl() + "/invoices/" + number);
  }

  private Uni<Optional<String>> get(String service, String url) {
    return calls
        .call(
            service,
            client ->
                client
                    .getAbs(url)
                    .timeout(config.timeout().toMillis())
                    .putHeader("Authorization", tokens.bearerFor(service))
                    .send())
        .onFailure()
        .transform(failure -> unavailable())
        .map(
            response ->
                switch (response.statusCode()) {
                  case OK -> Optional.of(response.bodyAsString());
                  case NOT_FOUND -> Optional.empty();
                  default -> throw unavailable();
                });
  }

  private static Problem unavailable() {
    return new Problem(ProblemType.UNAVAILABLE).header("Retry-After", "30");
  }
}
