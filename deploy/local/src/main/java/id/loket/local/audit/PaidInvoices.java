package id.loket.local.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** I3: money and tickets agree, in both directions. */
final class PaidInvoices implements Check {

  @Override
  public String name() {
    return "I3";
  }

  @Override
  public String claim() {
    return "what is kept of an invoice is the price of what it paid for";
  }

  /**
   * A booking, or a group of them, as far as it is paid by itself.
   *
   * @param invoice its number; null for one that was never billed
   * @param worth what those of its seats cost that are theirs; nothing of a ticket that was used
   *     before its money was given back, nor of a booking an order pays
   * @param owed what is about to be given back for seats that were cancelled alone
   * @param isRefunding whether all that is left is about to be given back
   * @param statuses of its bookings
   */
  private record Billed(
      String id, String invoice, long worth, long owed, boolean isRefunding, String statuses) {}

  @Override
  public Finding judge(Stores stores) {
    Map<String, Billed> billed = billed(stores);
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
      } else {
        Billed what = billed.get(invoice.bookingId().toString());
        if (what != null && what.worth() > 0 && invoice.number().equals(what.invoice())) {
          paidFor.add(what.id());
        }
        judgeMoney(invoice, what).ifPresent(offenders::add);
      }
    }
    billed.values().stream()
        .filter(each -> each.worth() > 0 && !paidFor.contains(each.id()))
        .forEach(
            each ->
                offenders.add(
                    "booking %s is CONFIRMED, its invoice %s is not PAID"
                        .formatted(each.id(), each.invoice())));
    judgeOrders(stores, paidOrders, offenders);
    judgeSeatsInOrders(stores, offenders);
    judgeUsedTickets(stores, offenders);
    judgeGroups(stores, offenders);
    return new Finding("%,d paid invoices".formatted(paid), offenders);
  }

  /** Bookings made together are billed under their group, each of them may be cancelled alone. */
  private static Map<String, Billed> billed(Stores stores) {
    Map<String, Billed> billed = new HashMap<>();
    stores
        .ticket(
            """
            select coalesce(group_id, id), min(invoice_number),
              coalesce(sum(price_amount) filter (
                where status = 'CONFIRMED' and order_id is null and refunded_at is null), 0),
              coalesce(sum(price_amount) filter (where exists (
                select 1 from obligation o where o.booking_id = booking.id and o.done_at is null
                  and o.kind = 'REFUND_PART')), 0),
              bool_or(exists (
                select 1 from obligation o where o.booking_id = booking.id and o.done_at is null
                  and o.kind in ('REFUND', 'VOID_INVOICE'))),
              string_agg(distinct status, ', ')
            from booking group by coalesce(group_id, id)
            """)
        .forEach(
            row ->
                billed.put(
                    row.get(0),
                    new Billed(
                        row.get(0),
                        row.get(1),
                        Long.parseLong(row.get(2)),
                        Long.parseLong(row.get(3)),
                        row.get(4).startsWith("t"),
                        row.get(5))));
    return billed;
  }

  /**
   * What is kept is what the seats cost that are theirs; an administrator may have given back more
   * than for those that were cancelled, which ends nothing until all is given back.
   */
  private static Optional<String> judgeMoney(Invoices.Invoice invoice, Billed what) {
    if (what == null || (what.worth() == 0 && what.owed() == 0 && !what.isRefunding())) {
      return Optional.of(
          "invoice %s is PAID, its booking %s is %s and no refund is under way"
              .formatted(
                  invoice.number(),
                  invoice.bookingId(),
                  what == null ? "unknown" : what.statuses()));
    }
    boolean tooMuch = invoice.kept() > what.worth() + what.owed();
    boolean tooLittle = invoice.kept() + invoice.givenBackByHand() < what.worth();
    return what.isRefunding() || !(tooMuch || tooLittle)
        ? Optional.empty()
        : Optional.of(
            "of invoice %s %,d is kept and %,d was given back by hand, the seats of booking %s are worth %,d"
                .formatted(
                    invoice.number(),
                    invoice.kept(),
                    invoice.givenBackByHand(),
                    what.id(),
                    what.worth()));
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
   * Bookings made together stand alike, on one invoice, but for those that were cancelled alone
   * once it was paid; and of older ones used tickets may outlast the others.
   */
  private static void judgeGroups(Stores stores, List<String> offenders) {
    stores
        .ticket(
            """
            select 'group ' || group_id || ' is torn: ' || string_agg(id || ' ' || status, ', ')
            from booking where group_id is not null
            group by group_id
            having count(distinct coalesce(invoice_number, '-')) > 1
              or count(distinct status)
                filter (where checked_in_at is null and not cancelled_alone) > 1
              or bool_or(cancelled_alone and status <> 'CANCELLED')
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
