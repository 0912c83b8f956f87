package id.loket.payment.webhook;

import id.loket.kit.audit.Act;
import id.loket.kit.id.Ids;
import id.loket.kit.page.Page;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.work.OutageLog;
import id.loket.payment.audit.AuditTrail;
import id.loket.payment.event.InvoiceEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Who is owed which event, and how that goes. */
@ApplicationScoped
public class Deliveries {
  private final Endpoints endpoints;
  private final DeliveryStore store;
  private final DeliveryLists lists;
  private final WebhookQueue queue;
  private final WebhookWorker worker;
  private final AuditTrail audit;
  private final OutageLog outages =
      new OutageLog(Deliveries.class, "Deliveries wait for the sweep");

  Deliveries(
      Endpoints endpoints,
      DeliveryStore store,
      DeliveryLists lists,
      WebhookQueue queue,
      WebhookWorker worker,
      AuditTrail audit) {
    this.endpoints = endpoints;
    this.store = store;
    this.lists = lists;
    this.queue = queue;
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

  /**
   * Queues deliveries that are written already. Without waiting: should the queue be away, they are
   * found in Cassandra by the sweep.
   */
  public void enqueue(List<Delivery> planned) {
    Multi.createFrom()
        .iterable(planned)
        .onItem()
        .transformToUniAndMerge(
            delivery -> queue.enqueue(delivery).invoke(() -> worker.wake(delivery.endpointId())))
        .toUni()
        .subscribe()
        .with(done -> outages.worked(), outages::failed);
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
                        enqueue(List.of(again));
                      }
                    })
                .replaceWith(again),
        done -> Map.of("state", done.state()));
  }

  private static Delivery first(String invoiceNumber, InvoiceEvent event, Endpoint endpoint) {
    return Delivery.first(
        Ids.next(),
        invoiceNumber,
        endpoint.id(),
        event.id(),
        event.type(),
        event.sequence(),
        event.time());
  }
}
