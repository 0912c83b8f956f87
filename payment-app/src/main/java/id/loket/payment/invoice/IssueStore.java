package id.loket.payment.invoice;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.due.Due;
import id.loket.payment.due.DueTable;
import id.loket.payment.event.InvoiceEvent;
import id.loket.payment.webhook.Delivery;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Issues invoices in Cassandra without a condition (adr/0044). None of the columns written here is
 * ever written conditionally, and none of them is read by a condition: what becomes of an invoice
 * stands in others ({@link InvoiceStore}).
 *
 * <p>Whoever wants to issue first writes down what for, in a row that belongs to that very content,
 * then reads what else was asked for under that number, and writes the invoice only if that is
 * nothing. Of two who ask for different things at once at least one reads the other's row, since
 * both write before they read: so a number never has two contents. Those who ask for the same write
 * the same.
 */
@Singleton
class IssueStore {
  private static final String ASK =
      "insert into {keyspace}.invoice (number, entry, id) values (?, 'asked', ?)";
  private static final String INVOICE =
      """
      update {keyspace}.invoice using timestamp ? set booking_id = ?, order_id = ?, amount = ?,
        currency = ?, customer_id = ?, customer_locale = ?, description = ?, created_at = ?,
        traceparent = ?
      where number = ?\
      """;
  private static final String EXPIRY =
      "update {keyspace}.invoice using timestamp ? set expires_at = ? where number = ?";
  private static final String EVENT = ConsequenceRows.EVENT + " using timestamp ?";
  // Without a state, which conditional writes decide: as long as there is none, it waits.
  private static final String DELIVERY =
      "insert into {keyspace}.invoice (%s) values (%s) using timestamp ?"
          .formatted(ConsequenceRows.DELIVERY_COLUMNS, ConsequenceRows.DELIVERY_VALUES);

  // Milliseconds; later than any invoice, and as microseconds long past.
  private static final long FIRST_WINS = 10_000_000_000_000L;

  private final Cassandra cassandra;
  private final DueTable due;

  IssueStore(Cassandra cassandra, DueTable due) {
    this.cassandra = cassandra;
    this.due = due;
  }

  /**
   * What there is under a number when somebody wants to issue it.
   *
   * @param invoice the invoice, if it was issued
   * @param isDisputed whether somebody else has asked for another content under that number
   */
  record Found(Optional<Invoice> invoice, boolean isDisputed) {}

  /** Asks for an invoice; it may be written if there is none and nothing else was asked for. */
  Uni<Found> ask(Invoice wanted) {
    String number = wanted.number().text();
    UUID mine = contentOf(wanted);
    return cassandra
        .write(ASK, number, mine)
        .chain(() -> cassandra.rows(InvoiceStore.PARTITION, number))
        .map(
            rows ->
                new Found(
                    InvoiceRows.invoiceOf(rows),
                    rows.stream()
                        .anyMatch(row -> isAsked(row) && !mine.equals(row.getUuid("id")))));
  }

  /** Writes an invoice, with its consequences announced first. Writing it again changes nothing. */
  Uni<Void> write(Invoice invoice, Consequences consequences) {
    List<Uni<BoundStatement>> statements = new ArrayList<>();
    statements.add(bindInvoice(invoice));
    statements.add(bindExpiry(invoice));
    consequences.event().ifPresent(event -> statements.add(bindEvent(invoice, event)));
    consequences.deliveries().forEach(delivery -> statements.add(bindDelivery(delivery)));
    return due.before(
        () -> announcements(invoice, consequences),
        () -> Uni.join().all(statements).andFailFast().chain(cassandra::writeAll));
  }

  /** Lets an invoice be paid for longer; of several times the latest counts, whoever comes last. */
  Uni<Void> extend(Invoice extended) {
    return bindExpiry(extended).chain(expiry -> cassandra.writeAll(List.of(expiry)));
  }

  private List<Due> announcements(Invoice invoice, Consequences consequences) {
    Instant at = due.announced(invoice.createdAt());
    return consequences.work().stream()
        .map(kind -> new Due(kind, at, invoice.number().text()))
        .toList();
  }

  private Uni<BoundStatement> bindInvoice(Invoice invoice) {
    return cassandra.bind(
        INVOICE,
        firstWins(invoice.createdAt()),
        invoice.bookingId(),
        invoice.orderId(),
        invoice.amount().amount(),
        invoice.amount().currency(),
        invoice.customerId(),
        invoice.customerLanguage() == null ? null : invoice.customerLanguage().tag(),
        invoice.description(),
        invoice.createdAt(),
        invoice.traceparent(),
        invoice.number().text());
  }

  private Uni<BoundStatement> bindExpiry(Invoice invoice) {
    long latestWins = TimeUnit.MILLISECONDS.toMicros(invoice.expiresAt().toEpochMilli());
    return cassandra.bind(EXPIRY, latestWins, invoice.expiresAt(), invoice.number().text());
  }

  private Uni<BoundStatement> bindEvent(Invoice invoice, InvoiceEvent event) {
    return cassandra.bind(
        EVENT, ConsequenceRows.of(invoice.number(), event, firstWins(invoice.createdAt())));
  }

  private Uni<BoundStatement> bindDelivery(Delivery delivery) {
    return cassandra.bind(DELIVERY, ConsequenceRows.of(delivery, firstWins(delivery.createdAt())));
  }

  /**
   * The time of writing that is given to what is written for one created then: an earlier one has a
   * later time and counts, whichever comes last; and all of them are earlier than any other write.
   */
  private static long firstWins(Instant created) {
    return FIRST_WINS - created.toEpochMilli();
  }

  private static boolean isAsked(Row row) {
    return "asked".equals(row.getString("entry"));
  }

  /** The name of what may not differ between two who ask for the same invoice. */
  private static UUID contentOf(Invoice invoice) {
    String content =
        String.join(
            "\n",
            invoice.number().text(),
            String.valueOf(invoice.amount().amount()),
            invoice.amount().currency(),
            invoice.customerId().toString());
    return UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8));
  }
}
