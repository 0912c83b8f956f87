package id.loket.payment.invoice;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of invoices, in Cassandra. An invoice and all that follows from a change of it share
 * a partition, so that a conditional batch writes them together or not at all (I6). No column
 * written here is ever written without a condition: how an invoice is issued is up to {@link
 * IssueStore}.
 */
@Singleton
class InvoiceStore {
  static final String PARTITION = "select * from {keyspace}.invoice where number = ?";

  private static final String CHANGE =
      "update {keyspace}.invoice set status = ?, version = ?, updated_at = ? where number = ?"
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
  private static final String DELIVERY =
      "insert into {keyspace}.invoice (%s, next_attempt_at, state, attempts) values (%s, ?, 'PENDING', 0)"
          .formatted(ConsequenceRows.DELIVERY_COLUMNS, ConsequenceRows.DELIVERY_VALUES);

  private final Cassandra cassandra;
  private final DueTable due;

  InvoiceStore(Cassandra cassandra, DueTable due) {
    this.cassandra = cassandra;
    this.due = due;
  }

  Uni<Optional<Invoice>> find(InvoiceNumber number) {
    return cassandra.rows(PARTITION, number.text()).map(InvoiceRows::invoiceOf);
  }

  /**
   * Writes a changed invoice with its consequences, which are announced first: so they are found,
   * should this process end before it has seen to them. Answers false when somebody else changed it
   * first.
   */
  Uni<Boolean> update(Invoice before, Invoice after, Consequences consequences) {
    List<Uni<BoundStatement>> statements = new ArrayList<>();
    statements.add(bindChange(before, after));
    after.attempts().forEach(attempt -> statements.add(bindAttempt(after, attempt)));
    after.refunds().forEach(refund -> statements.add(bindRefund(after, refund)));
    consequences.event().ifPresent(event -> statements.add(bindEvent(after, event)));
    consequences.deliveries().forEach(delivery -> statements.add(bindDelivery(delivery)));
    Set<DueKind> work = consequences.work();
    if (after.isUnderWay()) {
      work.add(DueKind.ATTEMPT);
    }
    return due.before(
            () -> announcements(after, work),
            () -> Uni.join().all(statements).andFailFast().chain(cassandra::writeAllIf))
        .call(
            written ->
                written
                    ? Uni.createFrom().voidItem()
                    : due.announceAnything(after.number().text()));
  }

  private List<Due> announcements(Invoice invoice, Set<DueKind> kinds) {
    Instant at = due.announced(invoice.updatedAt()); // also when its deliveries are due first
    return kinds.stream().map(kind -> new Due(kind, at, invoice.number().text())).toList();
  }

  /** As long as nothing has become of an invoice, nothing is written of that. */
  private Uni<BoundStatement> bindChange(Invoice before, Invoice after) {
    boolean isAsIssued = before.version() == Invoice.AS_ISSUED;
    return cassandra.bind(
        CHANGE,
        after.status().name(),
        after.version(),
        after.updatedAt(),
        after.number().text(),
        isAsIssued ? null : before.status().name(),
        isAsIssued ? null : before.version());
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
    return cassandra.bind(ConsequenceRows.EVENT, ConsequenceRows.of(invoice.number(), event));
  }

  private Uni<BoundStatement> bindDelivery(Delivery delivery) {
    return cassandra.bind(DELIVERY, ConsequenceRows.of(delivery, delivery.nextAttemptAt()));
  }
}
