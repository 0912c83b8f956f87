package id.loket.payment.invoice;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import id.loket.kit.trace.TraceParent;
import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.due.Due;
import id.loket.payment.due.DueKind;
import id.loket.payment.due.DueTable;
import id.loket.payment.event.InvoiceEvent;
import id.loket.payment.webhook.Delivery;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Invoices in Cassandra. An invoice and all that follows from a change of it share a partition, so
 * that a conditional batch writes them together or not at all (I6).
 */
@Singleton
class InvoiceStore {
  private static final String ISSUE =
      """
      update {keyspace}.invoice set status = ?, version = ?, booking_id = ?, order_id = ?, amount = ?,
        currency = ?, customer_id = ?, customer_locale = ?, description = ?, expires_at = ?,
        created_at = ?, updated_at = ?, traceparent = ?
      where number = ? if status = null\
      """;
  private static final String CHANGE =
      "update {keyspace}.invoice set status = ?, version = ?, updated_at = ?, expires_at = ?"
          + " where number = ?"
          + " if status = ? and version = ?";
  private static final String ATTEMPT =
      """
      update {keyspace}.invoice set state = ?, method = ?, created = ?, ended = ?, reason = ?
      where number = ? and entry = 'attempt' and id = ?\
      """;
  private static final String REFUND =
      """
      update {keyspace}.invoice set state = ?, created = ?, ended = ?, refunded = ?, refunded_by = ?
      where number = ? and entry = 'refund' and id = ?\
      """;
  private static final String EVENT =
      """
      insert into {keyspace}.invoice (number, entry, id, state, created, type, sequence, message, webhook)
      values (?, 'event', ?, 'UNPUBLISHED', ?, ?, ?, ?, ?)\
      """;
  private static final String DELIVERY =
      """
      insert into {keyspace}.invoice (number, entry, id, state, created, type, sequence, event_id, endpoint_id,
        attempts, next_attempt_at)
      values (?, 'delivery', ?, 'PENDING', ?, ?, ?, ?, ?, 0, ?)\
      """;

  private final Cassandra cassandra;
  private final DueTable due;

  InvoiceStore(Cassandra cassandra, DueTable due) {
    this.cassandra = cassandra;
    this.due = due;
  }

  Uni<Optional<Invoice>> find(InvoiceNumber number) {
    return cassandra
        .rows("select * from {keyspace}.invoice where number = ?", number.text())
        .map(InvoiceStore::invoiceOf);
  }

  /** Writes a new invoice with its consequences; answers false when it exists already. */
  Uni<Boolean> insert(Invoice invoice, InvoiceEvent event, List<Delivery> deliveries) {
    Uni<BoundStatement> issue =
        cassandra.bind(
            ISSUE,
            invoice.status().name(),
            invoice.version(),
            invoice.bookingId(),
            invoice.orderId(),
            invoice.amount().amount(),
            invoice.amount().currency(),
            invoice.customerId(),
            invoice.customerLanguage() == null ? null : invoice.customerLanguage().tag(),
            invoice.description(),
            invoice.expiresAt(),
            invoice.createdAt(),
            invoice.updatedAt(),
            invoice.traceparent(),
            invoice.number().text());
    return write(issue, invoice, Optional.of(event), deliveries);
  }

  /**
   * Writes a changed invoice with its consequences; answers false when somebody else changed it
   * first.
   */
  Uni<Boolean> update(
      Invoice before, Invoice after, Optional<InvoiceEvent> event, List<Delivery> deliveries) {
    Uni<BoundStatement> change =
        cassandra.bind(
            CHANGE,
            after.status().name(),
            after.version(),
            after.updatedAt(),
            after.expiresAt(),
            after.number().text(),
            before.status().name(),
            before.version());
    return write(change, after, event, deliveries);
  }

  /**
   * Writes an invoice with its consequences, which are announced first: so they are found, should
   * this process end before it has seen to them.
   */
  private Uni<Boolean> write(
      Uni<BoundStatement> invoiceItself,
      Invoice invoice,
      Optional<InvoiceEvent> event,
      List<Delivery> deliveries) {
    List<Uni<BoundStatement>> statements = new ArrayList<>();
    statements.add(invoiceItself);
    invoice.attempts().forEach(attempt -> statements.add(bindAttempt(invoice, attempt)));
    invoice.refunds().forEach(refund -> statements.add(bindRefund(invoice, refund)));
    event.ifPresent(happened -> statements.add(bindEvent(invoice, happened)));
    deliveries.forEach(delivery -> statements.add(bindDelivery(delivery)));
    Set<DueKind> consequences = EnumSet.noneOf(DueKind.class);
    event.ifPresent(happened -> consequences.add(DueKind.EVENT));
    if (!deliveries.isEmpty()) {
      consequences.add(DueKind.DELIVERY);
    }
    if (invoice.isUnderWay()) {
      consequences.add(DueKind.ATTEMPT);
    }
    return due.before(
            () -> entries(invoice, consequences),
            () -> Uni.join().all(statements).andFailFast().chain(cassandra::writeAllIf))
        .call(
            written ->
                written
                    ? Uni.createFrom().voidItem()
                    : due.announceAnything(invoice.number().text()));
  }

  private List<Due> entries(Invoice invoice, Set<DueKind> kinds) {
    Instant at = due.announced(invoice.updatedAt()); // also when its deliveries are due first
    return kinds.stream().map(kind -> new Due(kind, at, invoice.number().text())).toList();
  }

  private Uni<BoundStatement> bindAttempt(Invoice invoice, Attempt attempt) {
    return cassandra.bind(
        ATTEMPT,
        attempt.status().name(),
        attempt.method(),
        attempt.startedAt(),
        attempt.endedAt(),
        attempt.failureReason(),
        invoice.number().text(),
        attempt.id());
  }

  private Uni<BoundStatement> bindRefund(Invoice invoice, Refund refund) {
    return cassandra.bind(
        REFUND,
        refund.isSettled() ? "SETTLED" : "REQUESTED",
        refund.requestedAt(),
        refund.settledAt(),
        refund.amount().amount(),
        refund.by(),
        invoice.number().text(),
        refund.id());
  }

  private Uni<BoundStatement> bindEvent(Invoice invoice, InvoiceEvent event) {
    return cassandra.bind(
        EVENT,
        invoice.number().text(),
        event.id(),
        event.time(),
        event.type(),
        event.sequence(),
        event.message(),
        event.webhook());
  }

  private Uni<BoundStatement> bindDelivery(Delivery delivery) {
    return cassandra.bind(
        DELIVERY,
        delivery.invoiceNumber(),
        delivery.id(),
        delivery.createdAt(),
        delivery.type(),
        delivery.sequence(),
        delivery.eventId(),
        delivery.endpointId(),
        delivery.nextAttemptAt());
  }

  private static Optional<Invoice> invoiceOf(List<Row> partition) {
    return partition.stream()
        .findFirst()
        .filter(row -> row.getString("status") != null)
        .map(row -> invoiceOf(row, attemptsOf(partition), refundsOf(partition)));
  }

  private static Invoice invoiceOf(Row row, List<Attempt> attempts, List<Refund> refunds) {
    String locale = row.getString("customer_locale");
    return new Invoice(
        new InvoiceNumber(row.getString("number")),
        InvoiceStatus.valueOf(row.getString("status")),
        row.getInt("version"),
        row.getUuid("booking_id"),
        row.getUuid("order_id"),
        new Money(row.getLong("amount"), row.getString("currency")),
        row.getUuid("customer_id"),
        locale == null ? null : Language.ofTag(locale),
        row.getString("description"),
        row.getInstant("expires_at"),
        row.getInstant("created_at"),
        row.getInstant("updated_at"),
        attempts,
        refunds,
        row.getString(TraceParent.NAME));
  }

  private static List<Attempt> attemptsOf(List<Row> partition) {
    return partition.stream()
        .filter(row -> "attempt".equals(row.getString("entry")))
        .map(InvoiceStore::attemptOf)
        .sorted(Comparator.comparing(Attempt::startedAt))
        .toList();
  }

  private static List<Refund> refundsOf(List<Row> partition) {
    return partition.stream()
        .filter(row -> "refund".equals(row.getString("entry")))
        .map(InvoiceStore::refundOf)
        .sorted(Comparator.comparing(Refund::requestedAt))
        .toList();
  }

  private static Refund refundOf(Row row) {
    return new Refund(
        row.getUuid("id"),
        new Money(row.getLong("refunded"), row.getString("currency")),
        row.getString("refunded_by"),
        row.getInstant("created"),
        row.getInstant("ended"));
  }

  private static Attempt attemptOf(Row row) {
    return new Attempt(
        row.getUuid("id"),
        row.getString("method"),
        AttemptStatus.valueOf(row.getString("state")),
        row.getInstant("created"),
        row.getInstant("ended"),
        row.getString("reason"));
  }
}
