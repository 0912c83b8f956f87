package id.loket.local.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** I3: money and tickets agree, in both directions. */
final class PaidInvoices implements Check {

  @Override
  public String name() {
    return "I3";
  }

  @Override
  public String claim() {
    return "every paid invoice has its booking or order, or is being refunded";
  }

  private record Booking(String status, String invoice) {}

  @Override
  public Finding judge(Stores stores) {
    Map<String, Booking> bookings = new HashMap<>();
    stores
        .ticket("select id, status, invoice_number from booking")
        .forEach(row -> bookings.put(row.get(0), new Booking(row.get(1), row.get(2))));
    Set<String> refunding = new HashSet<>();
    stores
        .ticket(
            """
            select booking_id from obligation
            where done_at is null and kind in ('REFUND', 'VOID_INVOICE')
            """)
        .forEach(row -> refunding.add(row.getFirst()));
    List<String> offenders = new ArrayList<>();
    Set<String> paidFor = new HashSet<>();
    Set<String> paidOrders = new HashSet<>();
    int paid = 0;
    for (Invoices.Invoice invoice : Invoices.read(stores).all()) {
      if (!invoice.status().equals("PAID")) {
        continue;
      }
      paid++;
      if (invoice.bookingId() == null) {
        paidOrders.add(String.valueOf(invoice.orderId()));
        continue;
      }
      String id = invoice.bookingId().toString();
      Booking booking = bookings.get(id);
      boolean confirmed =
          booking != null
              && booking.status().equals("CONFIRMED")
              && invoice.number().equals(booking.invoice());
      if (confirmed) {
        paidFor.add(id);
      } else if (!refunding.contains(id)) {
        offenders.add(
            "invoice %s is PAID, its booking %s is %s and no refund is under way"
                .formatted(invoice.number(), id, booking == null ? "unknown" : booking.status()));
      }
    }
    bookings.forEach(
        (id, booking) -> {
          if (booking.status().equals("CONFIRMED") && !paidFor.contains(id)) {
            offenders.add(
                "booking %s is CONFIRMED, its invoice %s is not PAID"
                    .formatted(id, booking.invoice()));
          }
        });
    judgeOrders(stores, paidOrders, offenders);
    return new Finding("%,d paid invoices".formatted(paid), offenders);
  }

  /** An order over nothing is paid without an invoice having been. */
  private static void judgeOrders(Stores stores, Set<String> paidOrders, List<String> offenders) {
    Map<String, String> orders = new HashMap<>();
    stores
        .ticket("select id, status, total_amount > 0 from shop_order")
        .forEach(row -> orders.put(row.get(0), row.get(2).startsWith("t") ? row.get(1) : "FREE"));
    paidOrders.stream()
        .filter(id -> !"PAID".equals(orders.get(id)))
        .forEach(
            id ->
                offenders.add(
                    "the invoice of order %s is PAID, the order is %s"
                        .formatted(id, orders.getOrDefault(id, "unknown"))));
    orders.forEach(
        (id, status) -> {
          if (status.equals("PAID") && !paidOrders.contains(id)) {
            offenders.add("order %s is PAID, its invoice is not".formatted(id));
          }
        });
  }
}
