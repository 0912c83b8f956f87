package id.loket.local.audit;

import com.datastax.oss.driver.api.core.cql.Row;
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
   */
  record Invoice(String number, String status, UUID bookingId, UUID orderId, List<Entry> entries) {
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
   * @param receiver of a delivery
   */
  record Entry(String kind, UUID id, String state, String type, UUID receiver) {}

  static Invoices read(Stores stores) {
    Map<String, Invoice> invoices = new LinkedHashMap<>();
    for (Row row :
        stores.payment(
            "select number, entry, id, status, booking_id, order_id, state, type, endpoint_id from invoice")) {
      Invoice invoice =
          invoices.computeIfAbsent(
              row.getString("number"),
              number ->
                  new Invoice(
                      number,
                      String.valueOf(row.getString("status")),
                      row.getUuid("booking_id"),
                      row.getUuid("order_id"),
                      new ArrayList<>()));
      if (row.getString("entry") != null) {
        invoice
            .entries()
            .add(
                new Entry(
                    row.getString("entry"),
                    row.getUuid("id"),
                    row.getString("state"),
                    row.getString("type"),
                    row.getUuid("endpoint_id")));
      }
    }
    return new Invoices(invoices.values());
  }

  /** How many entries of a kind are in a state. */
  long count(String kind, String state) {
    return all.stream()
        .flatMap(invoice -> invoice.entries().stream())
        .filter(entry -> entry.kind().equals(kind) && state.equals(entry.state()))
        .count();
  }
}
