package id.loket.report.demand;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventReader;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Inbox;
import id.loket.kit.postgres.OutboxRelay;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The queue {@code report-app.demand}: orders, and those that are off. */
@ApplicationScoped
public class DemandEvents {
  private static final String CONSUMER = "report-app.demand";

  private final EventReader reader;
  private final Inbox inbox;
  private final Demand demand;
  private final OutboxRelay relay;
  private final TolerantJson json;

  DemandEvents(
      EventReader reader, Inbox inbox, Demand demand, OutboxRelay relay, TolerantJson json) {
    this.reader = reader;
    this.inbox = inbox;
    this.demand = demand;
    this.relay = relay;
    this.json = json;
  }

  @Incoming("demand")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(Message<Event> message) {
    return reader.read(message, this::take);
  }

  private Uni<Void> take(Event event) {
    PlacedOrder order = order(event);
    return inbox
        .once(
            CONSUMER,
            event,
            transaction ->
                event.type().equals("order.cancelled")
                    ? demand.takeBack(transaction, order)
                    : demand.count(transaction, order))
        .invoke(relay::wake);
  }

  private PlacedOrder order(Event event) {
    return reader.data(event, PlacedOrder.class, PlacedOrder::isWhole);
  }
}
