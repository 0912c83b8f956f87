package id.loket.payment.invoice;

import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import id.loket.kit.trace.TraceParent;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads invoices from the rows of their partitions. */
final class InvoiceRows {
  private InvoiceRows() {}

  /** The invoice of a partition; empty when it was never issued. */
  static Optional<Invoice> invoiceOf(List<Row> partition) {
    return partition.stream()
        .findFirst()
        .filter(row -> !row.isNull("created_at"))
        .map(row -> invoiceOf(row, attemptsOf(partition), refundsOf(partition)));
  }

  private static Invoice invoiceOf(Row row, List<Attempt> attempts, List<Refund> refunds) {
    String locale = row.getString("customer_locale");
    String status = row.getString("status");
    Instant created = row.getInstant("created_at");
    Instant updated = row.getInstant("updated_at");
    return new Invoice(
        new InvoiceNumber(row.getString("number")),
        status == null ? InvoiceStatus.ISSUED : InvoiceStatus.valueOf(status),
        row.isNull("version") ? Invoice.AS_ISSUED : row.getInt("version"),
        row.getUuid("booking_id"),
        row.getUuid("order_id"),
        new Money(row.getLong("amount"), row.getString("currency")),
        row.getUuid("customer_id"),
        locale == null ? null : Language.ofTag(locale),
        row.getString("description"),
        row.getInstant("expires_at"),
        created,
        updated == null ? created : updated,
        attempts,
        refunds,
        row.getString(TraceParent.NAME));
  }

  private static List<Attempt> attemptsOf(List<Row> partition) {
    return partition.stream()
        .filter(row -> "attempt".equals(row.getString("entry")))
        .map(InvoiceRows::attemptOf)
        .sorted(Comparator.comparing(Attempt::startedAt))
        .toList();
  }

  private static List<Refund> refundsOf(List<Row> partition) {
    return partition.stream()
        .filter(row -> "refund".equals(row.getString("entry")))
        .map(InvoiceRows::refundOf)
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
