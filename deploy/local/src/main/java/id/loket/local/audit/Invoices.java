package id.loket.local.audit;

import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** payment-app's invoices with their entries, as they stand in Cassandra. */
record Invoices(Collection<Invoice> all) {
  /** The receiver {@code WEBHOOK_URL} names. */
  static final UUID FIRST_RECEIVER = UUID.fromString("00000000-0000-7000-8000-000000000001");

  /**
   * One invoice.
   *
   * @param bookingId null for an order's
   * @param orderId null for a booking's
   * @param status {@code ISSUED} as long as none is written
   * @param amount what it asks for
   */
  record Invoice(
      String number,
      String status,
      UUID bookingId,
      UUID orderId,
      long amount,
      List<Entry> entries,
      List<Refund> refunds) {
    /** How much of what was paid nobody has asked back. */
    long kept() {
      return amount - refunds.stream().mapToLong(Refund::amount).sum();
    }

    /** How much an administrator gave back. */
    long givenBackByHand() {
      return refunds.stream()
          .filter(refund -> refund.by().equals("administrator"))
          .mapToLong(Refund::amount)
          .sum();
    }

    /** Whether it was paid for or refused. */
    boolean wasDecided() {
      return status.equals("PAID") || status.equals("FAILED") || status.equals("REFUNDED");
    }

    List<Entry> deliveries() {
      return entries.stream().filter(entry -> entry.kind().equals("delivery")).toList();
    }
  }

  /**
   * An attempt, an event or a delivery.
   *
   * @param state a delivery of which nothing is written is {@code PENDING}
   * @param receiver of a delivery
   * @param created when it came to be
   */
  record Entry(String kind, UUID id, String state, String type, UUID receiver, Instant created) {}

  /**
   * Money given back, or about to be.
   *
   * @param by a service's name or {@code administrator}
   */
  record Refund(UUID id, long amount, String by, boolean isSettled) {}

  static Invoices read(Stores stores) {
    Map<String, Invoice> invoices = new LinkedHashMap<>();
    for (Row row :
        stores.payment(
            """
            select number, entry, id, status, booking_id, order_id, amount, state, type, endpoint_id,
              refunded, refunded_by, created, published_at, delivered_at
            from invoice\
            """)) {
      Invoice invoice =
          invoices.computeIfAbsent(
              row.getString("number"),
              number ->
                  new Invoice(
                      number,
                      row.isNull("status") ? "ISSUED" : row.getString("status"),
                      row.getUuid("booking_id"),
                      row.getUuid("order_id"),
                      row.getLong("amount"),
                      new ArrayList<>(),
                      new ArrayList<>()));
      if ("refund".equals(row.getString("entry"))) {
        invoice
            .refunds()
            .add(
                new Refund(
                    row.getUuid("id"),
                    row.getLong("refunded"),
                    String.valueOf(row.getString("refunded_by")),
                    "SETTLED".equals(row.getString("state"))));
      }
      if (row.getString("entry") != null) {
        invoice
            .entries()
            .add(
                new Entry(
                    row.getString("entry"),
                    row.getUuid("id"),
                    state(row),
                    row.getString("type"),
                    row.getUuid("endpoint_id"),
                    row.getInstant("created")));
      }
    }
    return new Invoices(invoices.values());
  }

  /** What is written without a condition has columns of its own, and counts. */
  private static String state(Row row) {
    if (!row.isNull("published_at")) {
      return "PUBLISHED";
    }
    if (!row.isNull("delivered_at")) {
      return "DELIVERED";
    }
    return "delivery".equals(row.getString("entry")) && row.getString("state") == null
        ? "PENDING"
        : row.getString("state");
  }

  /** How many entries of a kind are in a state. */
  long count(String kind, String state) {
    return all.stream()
        .flatMap(invoice -> invoice.entries().stream())
        .filter(entry -> entry.kind().equals(kind) && state.equals(entry.state()))
        .count();
  }
}
