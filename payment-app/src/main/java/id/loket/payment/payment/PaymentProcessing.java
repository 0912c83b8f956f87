package id.loket.payment.payment;

import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.trace.Traces;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.OutageLog;
import id.loket.payment.due.Due;
import id.loket.payment.due.DueKind;
import id.loket.payment.due.DueSweep;
import id.loket.payment.due.DueTable;
import id.loket.payment.invoice.Attempt;
import id.loket.payment.invoice.Invoice;
import id.loket.payment.invoice.InvoiceNumber;
import id.loket.payment.invoice.Invoices;
import id.loket.payment.payment.PaymentGateway.Charge;
import id.loket.payment.payment.PaymentGateway.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finishes payments behind the customer's back: asks the gateway, then writes what it said. What a
 * crash leaves under way is in Cassandra and is taken up by the sweep of any replica; the gateway
 * answers the same again, and the write is conditional, so an attempt never ends in two ways.
 */
@Singleton
class PaymentProcessing {
  private static final int READ_TOGETHER = 16;

  private final Invoices invoices;
  private final PaymentGateway gateway;
  private final Refunds refunds;
  private final PaymentConfig config;
  private final WorkUnderWay work;
  private final Traces traces;
  private final DueTable due;
  private final Job job;
  private final Counter takenUp;
  private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();
  private final OutageLog waiting =
      new OutageLog(PaymentProcessing.class, "Payments wait for the sweep");

  PaymentProcessing(
      Invoices invoices,
      PaymentGateway gateway,
      Refunds refunds,
      PaymentConfig config,
      WorkUnderWay work,
      Traces traces,
      DueTable due,
      Jobs jobs,
      MeterRegistry metrics) {
    this.invoices = invoices;
    this.gateway = gateway;
    this.refunds = refunds;
    this.config = config;
    this.work = work;
    this.traces = traces;
    this.due = due;
    DueSweep sweep = due.sweep(DueKind.ATTEMPT, this::takeUp);
    this.job = jobs.job(PaymentProcessing.class, "Cannot look for abandoned payments", sweep::run);
    metrics.gauge("loket.payments.underway", underWay, Set::size);
    this.takenUp = jobs.taken("abandoned-payments");
  }

  /** Starts to process and does not wait for the end. */
  void begin(Invoice invoice, Attempt attempt) {
    if (underWay.size() < config.atOnce()) {
      process(invoice, attempt).subscribe().with(done -> {});
    }
  }

  @Scheduled(every = "${loket.payment.processing.sweep-every}", delayed = "2s")
  Uni<Void> takeUpAbandoned() {
    return job.run();
  }

  private Uni<Void> takeUp(List<Due> payments) {
    return Multi.createFrom()
        .iterable(payments)
        .onItem()
        .transformToUni(this::takeUp)
        .merge(READ_TOGETHER)
        .toUni()
        .replaceWithVoid();
  }

  private Uni<Void> takeUp(Due payment) {
    return invoices
        .find(new InvoiceNumber(payment.subject()))
        .chain(
            found ->
                found
                    .filter(Invoice::isUnderWay)
                    .map(invoice -> takeUp(payment, invoice))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  private Uni<Void> takeUp(Due payment, Invoice invoice) {
    Instant now = Instant.now();
    Instant abandoned = begun(invoice).plus(config.takeUpAfter());
    if (now.isBefore(abandoned)) {
      return due.announce(List.of(payment.at(abandoned)));
    }
    begin(invoice);
    return due.announce(
        List.of(payment.at(DueTable.nextLook(payment.subject(), config.takeUpAfter(), now))));
  }

  private static Instant begun(Invoice invoice) {
    return invoice
        .underWay()
        .map(Attempt::startedAt)
        .orElseGet(() -> invoice.refundsUnderWay().getFirst().requestedAt());
  }

  /** Not waited for: a gateway that hangs at one payment keeps nobody from the others. */
  private void begin(Invoice invoice) {
    Optional<Attempt> attempt = invoice.underWay();
    if (attempt.isEmpty()) {
      takenUp.increment();
      refund(invoice).subscribe().with(done -> {});
    } else if (!underWay.contains(attempt.get().id())) {
      takenUp.increment();
      begin(invoice, attempt.get());
    }
  }

  private Uni<Void> refund(Invoice invoice) {
    return work.doing(
            () ->
                traces.continued(
                    invoice.traceparent(),
                    "process refund",
                    SpanKind.INTERNAL,
                    () -> refunds.settle(invoice)))
        .invoke(waiting::worked)
        .onFailure()
        .invoke(waiting::failed)
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private Uni<Void> process(Invoice invoice, Attempt attempt) {
    if (!underWay.add(attempt.id())) {
      return Uni.createFrom().voidItem();
    }
    return work.doing(
            () ->
                traces.continued(
                    invoice.traceparent(),
                    "process payment",
                    SpanKind.INTERNAL,
                    () -> finish(invoice, attempt)))
        .invoke(waiting::worked)
        .onFailure()
        .invoke(waiting::failed)
        .onFailure()
        .recoverWithNull()
        .onTermination()
        .invoke(() -> underWay.remove(attempt.id()));
  }

  private Uni<Void> finish(Invoice invoice, Attempt attempt) {
    return gateway
        .charge(new Charge(attempt.id(), invoice.amount(), attempt.method()))
        .ifNoItem()
        .after(config.chargeTimeout())
        .failWith(() -> new IOException("the gateway did not answer in time"))
        .chain(outcome -> write(invoice, attempt, outcome));
  }

  private Uni<Void> write(Invoice paying, Attempt attempt, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded() -> invoices.paymentSucceeded(paying, attempt.id());
      case Outcome.Refused(String reason) -> invoices.paymentFailed(paying, attempt.id(), reason);
    };
  }
}
