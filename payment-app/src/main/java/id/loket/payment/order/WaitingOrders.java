package id.loket.payment.order;

import id.loket.kit.event.Transient;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.trace.Traces;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import id.loket.payment.due.Due;
import id.loket.payment.due.DueKind;
import id.loket.payment.due.DueSweep;
import id.loket.payment.due.DueTable;
import io.micrometer.core.instrument.Counter;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Bills orders, and puts aside those whose bill cannot be changed now, because somebody is paying
 * or the gateway does not answer: such an order waits in the due table, and keeps no other waiting.
 * Handling one twice, or in another order, ends the same ({@link OrderInvoices}).
 */
@Singleton
class WaitingOrders {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);
  private static final int TOGETHER = 16;

  private final OrderInvoices invoices;
  private final DueTable due;
  private final Job job;
  private final TolerantJson json;
  private final Traces traces;
  private final Counter carriedOn;

  WaitingOrders(OrderInvoices invoices, DueTable due, TolerantJson json, Traces traces, Jobs jobs) {
    this.invoices = invoices;
    this.due = due;
    DueSweep sweep = due.sweep(DueKind.ORDER, this::carryOn);
    this.job = jobs.job(WaitingOrders.class, "Cannot look for orders that wait", sweep::run);
    this.json = json;
    this.traces = traces;
    this.carriedOn = jobs.taken("waiting-orders");
  }

  /**
   * Handles what happened to an order, now or as soon as it can be.
   *
   * @return fails when it can neither be handled nor put aside
   */
  Uni<Void> handle(OrderChange change) {
    return bill(change)
        .onFailure(Transient::is)
        .recoverWithUni(
            () -> putAside(change, DueTable.nextLook(change.subject(), SOON, Instant.now())));
  }

  @Scheduled(every = "${loket.order.sweep-every}", delayed = "2s")
  Uni<Void> sweep() {
    return job.run();
  }

  private Uni<Void> carryOn(List<Due> orders) {
    return Multi.createFrom()
        .iterable(orders)
        .map(order -> json.read(order.data(), OrderChange.class))
        .onItem()
        .transformToUni(this::carryOn)
        .merge(TOGETHER)
        .toUni()
        .replaceWithVoid();
  }

  private Uni<Void> carryOn(OrderChange change) {
    carriedOn.increment();
    return traces
        .continued(
            change.traceparent(), "process " + change.type(), SpanKind.INTERNAL, () -> bill(change))
        .onFailure(Transient::is)
        .recoverWithUni(
            () ->
                putAside(change, DueTable.nextLook(change.subject(), AGAIN_AFTER, Instant.now())));
  }

  private Uni<Void> bill(OrderChange change) {
    return change.isCancellation() ? invoices.undo(change.order()) : invoices.issue(change.order());
  }

  private Uni<Void> putAside(OrderChange change, Instant until) {
    return due.announce(
        List.of(new Due(DueKind.ORDER, until, change.subject(), json.write(change))));
  }
}
