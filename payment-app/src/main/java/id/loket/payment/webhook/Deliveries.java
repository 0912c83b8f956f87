package id.loket.payment.webhook;

import id.loket.kit.audit.Act;
import id.loket.kit.page.Page;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.payment.audit.AuditTrail;
import id.loket.payment.event.InvoiceEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Who is owed which event, and how that goes. */
@ApplicationScoped
public class Deliveries {
  /**
   * What is written when an invoice is issued has no state yet, because that needs no condition.
   */
  private static final int AS_ISSUED = 0;

  private final Endpoints endpoints;
  private final DeliveryStore store;
  private final DeliveryLists lists;
  private final WebhookWorker worker;
  private final AuditTrail audit;

  Deliveries(
      Endpoints endpoints,
      DeliveryStore store,
      DeliveryLists lists,
      WebhookWorker worker,
      AuditTrail audit) {
    this.endpoints = endpoints;
    this.store = store;
    this.lists = lists;
    this.worker = worker;
    this.audit = audit;
  }

  /** The deliveries an event leads to, to be written together with it. */
  public Uni<List<Delivery>> plan(String invoiceNumber, InvoiceEvent event) {
    return endpoints
        .wanting(event.type())
        .map(
            wanting ->
                wanting.stream().map(endpoint -> first(invoiceNumber, event, endpoint)).toList());
  }

  /** Has deliveries attempted that were just written with their event; does not wait for it. */
  public void send(InvoiceEvent event, List<Delivery> planned) {
    planned.forEach(delivery -> worker.offer(new Turn.Fresh(delivery, event)));
  }

  /**
   * A page of deliveries in that state: those that ended from the latest on, those that are owed in
   * a stable order that is not that of time.
   *
   * @throws Problem {@code invalid-cursor}
   */
  public Uni<Page<Delivery>> list(DeliveryState state, int limit, String cursor) {
    return lists
        .page(state, limit, cursor)
        .onFailure(IllegalArgumentException.class)
        .transform(garbage -> new Problem(ProblemType.INVALID_CURSOR));
  }

  /**
   * Sends a dead delivery again, from the beginning of the schedule and with its first webhook id.
   *
   * @throws Problem {@code not-found}; {@code delivery-not-replayable} unless it is dead
   */
  public Uni<Delivery> replay(UUID id) {
    return store
        .find(id)
        .map(found -> found.orElseThrow(() -> new Problem(ProblemType.NOT_FOUND)))
        .chain(this::replay);
  }

  private Uni<Delivery> replay(Delivery dead) {
    if (dead.state() != DeliveryState.DEAD) {
      throw new Problem(WebhookProblems.NOT_REPLAYABLE).with("state", dead.state());
    }
    Delivery again = dead.replayed(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    return audit.recorded(
        Act.of("webhook-delivery.replayed", "webhook-delivery", dead.id())
            .from(Map.of("state", dead.state())),
        () ->
            store
                .update(dead, again)
                .invoke(
                    written -> {
                      if (written) {
                        worker.enqueue(again);
                      }
                    })
                .replaceWith(again),
        done -> Map.of("state", done.state()));
  }

  private static Delivery first(String invoiceNumber, InvoiceEvent event, Endpoint endpoint) {
    return Delivery.first(
        idOf(event, endpoint),
        invoiceNumber,
        endpoint.id(),
        event.id(),
        event.type(),
        event.sequence(),
        event.time(),
        event.sequence() > AS_ISSUED);
  }

  /** The same however often an event is written for a receiver. */
  private static UUID idOf(InvoiceEvent event, Endpoint endpoint) {
    String text = event.id() + "\n" + endpoint.id();
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
