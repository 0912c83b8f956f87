package id.loket.payment.payment;

import id.loket.kit.metrics.Sweeps;
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
import java.time.Instant;
import java.util.List;
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
      PaymentConfig config,
      WorkUnderWay work,
      Traces traces,
      DueTable due,
      Jobs jobs,
      MeterRegistry metrics) {
    this.invoices = invoices;
    this.gateway = gateway;
    this.config = config;
    this.work = work;
    this.traces = traces;
    this.due = due;
    DueSweep sweep = due.sweep(DueKind.ATTEMPT, this::takeUp);
    this.job = jobs.job(PaymentProcessing.class, "Cannot look for abandoned payments", sweep::run);
    metrics.gauge("loket.payments.underway", underWay, Set::size);
    this.takenUp = Sweeps.counter(metrics, "abandoned-payments");
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
                    .filter(invoice -> invoice.underWay().isPresent())
                    .map(invoice -> takeUp(payment, invoice, invoice.underWay().get()))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  /** Not waited for: a gateway that hangs at one charge keeps nobody from the others. */
  private Uni<Void> takeUp(Due payment, Invoice invoice, Attempt attempt) {
    Instant now = Instant.now();
    Instant abandoned = attempt.startedAt().plus(config.takeUpAfter());
    if (now.isBefore(abandoned)) {
      return due.announce(List.of(payment.at(abandoned)));
    }
    if (!underWay.contains(attempt.id())) {
      takenUp.increment();
      begin(invoice, attempt);
    }
    return due.announce(
        List.of(payment.at(DueTable.nextLook(payment.subject(), config.takeUpAfter(), now))));
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
        .chain(outcome -> write(invoice.number(), attempt, outcome));
  }

  private Uni<Void> write(InvoiceNumber number, Attempt attempt, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded() -> invoices.paymentSucceeded(number, attempt.id());
      case Outcome.Refused(String reason) -> invoices.paymentFailed(number, attempt.id(), reason);
    };
  }
}
