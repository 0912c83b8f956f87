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

  /**
   * A booking; one in an order has that order's invoice, and no other of its own is to be paid.
   *
   * @param isPaidFor whether a paid invoice is expected: not of what costs nothing, nor of a ticket
   *     that was used before its money was given back
   */
  private record Booking(String status, String invoice, boolean isInOrder, boolean isPaidFor) {}

  @Override
  public Finding judge(Stores stores) {
    Map<String, Booking> bookings = new HashMap<>();
    // Of bookings made together the lead owes what concerns money; they are billed under their
    // group.
    Map<String, String> leads = new HashMap<>();
    stores
        .ticket("select group_id, id from booking where group_lead")
        .forEach(row -> leads.put(row.get(0), row.get(1)));
    stores
        .ticket(
            """
            select id, status, invoice_number, order_id is not null,
              coalesce(group_total, price_amount) > 0 and refunded_at is null
                and (group_id is null or group_lead)
            from booking
            """)
        .forEach(
            row ->
                bookings.put(
                    row.get(0),
                    new Booking(
                        row.get(1),
                        row.get(2),
                        row.get(3).startsWith("t"),
                        row.get(4).startsWith("t"))));
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
      String billed = invoice.bookingId().toString();
      String id = leads.getOrDefault(billed, billed);
      Booking booking = bookings.get(id);
      boolean confirmed =
          booking != null
              && booking.status().equals("CONFIRMED")
              && !booking.isInOrder()
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
          boolean byItself =
              booking.status().equals("CONFIRMED") && !booking.isInOrder() && booking.isPaidFor();
          if (byItself && !paidFor.contains(id)) {
            offenders.add(
                "booking %s is CONFIRMED, its invoice %s is not PAID"
                    .formatted(id, booking.invoice()));
          }
        });
    judgeOrders(stores, paidOrders, offenders);
    judgeSeatsInOrders(stores, offenders);
    judgeUsedTickets(stores, offenders);
    judgeGroups(stores, offenders);
    return new Finding("%,d paid invoices".formatted(paid), offenders);
  }

  /** An order and the booking it carries are paid together and end together. */
  private static void judgeSeatsInOrders(Stores stores, List<String> offenders) {
    stores
        .ticket(
            """
            select 'order ' || o.id || ' is ' || o.status || ', its booking ' || b.id || ' is '
              || b.status
            from shop_order o join booking b on b.order_id = o.id
            where o.status <> case b.status
              when 'PENDING_PAYMENT' then 'PLACED' when 'CONFIRMED' then 'PAID'
              else 'CANCELLED' end
              and not (o.status = 'PAID' and o.refunded_at is not null and b.status = 'CANCELLED')
            """)
        .forEach(row -> offenders.add(row.getFirst()));
  }

  /**
   * Bookings made together stand alike, on one invoice; only used tickets may outlast the others.
   */
  private static void judgeGroups(Stores stores, List<String> offenders) {
    stores
        .ticket(
            """
            select 'group ' || group_id || ' is torn: ' || string_agg(id || ' ' || status, ', ')
            from booking where group_id is not null
            group by group_id
            having count(distinct coalesce(invoice_number, '-')) > 1
              or count(distinct status) filter (where checked_in_at is null) > 1
              or count(*) <> min(group_size) or count(*) filter (where group_lead) <> 1
            """)
        .forEach(row -> offenders.add(row.getFirst()));
  }

  /** Nobody was let in and given their money back, but by hand at payment-app: that is marked. */
  private static void judgeUsedTickets(Stores stores, List<String> offenders) {
    stores
        .ticket(
            """
            select 'booking ' || id || ' is ' || status || ' though its ticket was used'
            from booking where checked_in_at is not null and status <> 'CONFIRMED'
            """)
        .forEach(row -> offenders.add(row.getFirst()));
  }

  /** An order over nothing is paid without an invoice having been. */
  private static void judgeOrders(Stores stores, Set<String> paidOrders, List<String> offenders) {
    Map<String, String> orders = new HashMap<>();
    stores
        .ticket("select id, status, total_amount > 0 and refunded_at is null from shop_order")
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
