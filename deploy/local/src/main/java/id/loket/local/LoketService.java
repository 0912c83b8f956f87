package id.loket.local;

import java.util.Optional;
import java.util.Set;

/** Loket's own services, and whom each of them lets in. */
public enum LoketService {
  CLIENT_APP("client-app", Port.CLIENT_APP, "client"),
  TICKET_APP("ticket-app", Port.TICKET_APP, "ticket"),
  PAYMENT_APP("payment-app", Port.PAYMENT_APP, null),
  REPORT_APP("report-app", Port.REPORT_APP, "report");

  private final String title;
  private final Port port;
  private final String database;

  LoketService(String title, Port port, String database) {
    this.title = title;
    this.port = port;
    this.database = database;
  }

  /** The service of this name. */
  public static LoketService named(String name) {
    for (LoketService service : values()) {
      if (service.title.equals(name)) {
        return service;
      }
    }
    throw new StackException(
        "There is no service " + name + ": client-app, ticket-app, payment-app or report-app.");
  }

  /** Its name, which is also its folder in the checkout. */
  public String title() {
    return title;
  }

  public Port port() {
    return port;
  }

  /** The name of its PostgreSQL database and of the role that owns it, if it has one. */
  public Optional<String> database() {
    return Optional.ofNullable(database);
  }

  /** The services whose tokens it accepts. */
  public Set<LoketService> trusts() {
    return switch (this) {
      case CLIENT_APP -> Set.of(TICKET_APP, REPORT_APP);
      case TICKET_APP -> Set.of(CLIENT_APP, PAYMENT_APP);
      case PAYMENT_APP -> Set.of(CLIENT_APP, TICKET_APP);
      case REPORT_APP -> Set.of(CLIENT_APP);
    };
  }
}
