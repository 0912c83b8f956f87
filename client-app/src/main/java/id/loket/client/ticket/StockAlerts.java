package id.loket.client.ticket;

import id.loket.kit.auth.ServiceTokens;
import id.loket.kit.json.TolerantJson;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Fetches mails about stock from ticket-app, when they are sent: it knows who still wants them. */
@Singleton
public class StockAlerts {
  private static final String TICKET_APP = "ticket-app";
  private static final int SECONDS = 4;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final StockAlertApi api;
  private final ServiceTokens tokens;
  private final TolerantJson json;

  StockAlerts(@RestClient StockAlertApi api, ServiceTokens tokens, TolerantJson json) {
    this.api = api;
    this.tokens = tokens;
    this.json = json;
  }

  /**
   * An alert.
   *
   * @return empty when nobody wants it any more; fails with {@link TicketUnavailable} when
   *     ticket-app does not say
   */
  @Timeout(value = SECONDS, unit = ChronoUnit.SECONDS)
  public Uni<Optional<StockAlert>> find(UUID id) {
    return api.read(tokens.bearerFor(TICKET_APP), id)
        .map(this::read)
        .onFailure(failure -> !(failure instanceof TicketUnavailable))
        .transform(failure -> new TicketUnavailable("no answer", failure));
  }

  private Optional<StockAlert> read(Response response) {
    return switch (response.getStatus()) {
      case OK -> Optional.of(json.read(response.readEntity(String.class), StockAlert.class));
      case NOT_FOUND -> Optional.empty();
      default -> throw new TicketUnavailable("status " + response.getStatus(), null);
    };
  }
}
