package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Progress;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * For each service of the counter a request that its store answers, and how to start it for that.
 */
final class ServiceVisits {
  private final LocalStack stack;
  private final Map<LoketService, Visit> visits;

  private ServiceVisits(LocalStack stack, Map<LoketService, Visit> visits) {
    this.stack = stack;
    this.visits = visits;
  }

  /** A temporary stack in which nothing fails on purpose. */
  static Options options() {
    return Options.temporary()
        .with("LOKET_HOLD_FAILURE_RATE", "0")
        .with("LOKET_HOLD_LATENCY", "0s")
        .with("LOKET_PAYMENT_FAILURE_RATE", "0")
        .with(Progress.silent());
  }

  /** Makes the schema and something to be asked for, with the services as they are. */
  static ServiceVisits prepare(LocalStack stack) {
    Map<LoketService, Visit> visits = new EnumMap<>(LoketService.class);
    LoketServices services = LoketServices.start(stack, LoketService.counter());
    Addresses addresses = Addresses.of(stack);
    Visitor citizen = People.citizen(stack, addresses);
    Venue venue = People.venues(stack, addresses, 1, 20).getFirst();
    String booked =
        citizen
            .book(venue.eventId(), venue.seat())
            .require(201)
            .json()
            .path("invoiceNumber")
            .asText();
    visits.put(
        LoketService.CLIENT_APP,
        new Visit("/users/" + citizen.id() + "/bookings", citizen.accessToken()));
    visits.put(LoketService.TICKET_APP, new Visit("/events", null));
    visits.put(LoketService.PAYMENT_APP, new Visit("/pay/" + booked, null));
    visits.put(LoketService.REPORT_APP, new Visit("/categories", null));
    for (LoketService service : LoketService.counter()) {
      services.stop(service);
    }
    return new ServiceVisits(stack, visits);
  }

  Visit of(LoketService service) {
    return visits.get(service);
  }

  /** What a service is started with. */
  Map<String, String> environment(LoketService service) {
    Map<String, String> environment = new HashMap<>(stack.environment(service));
    // As in production: the schema is a step of its own, and nobody is there yet.
    environment.put("LOKET_MIGRATE", "never");
    environment.put("LOKET_DEMO_USERS", "false");
    return environment;
  }
}
