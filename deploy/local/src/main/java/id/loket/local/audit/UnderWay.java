package id.loket.local.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What is on its way between the services at this moment: not wrong yet, only not finished. */
record UnderWay(Map<String, Long> counts) {

  static UnderWay in(Stores stores) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put(
        "bookings being held",
        stores.countInTicket("select count(*) from booking where status = 'HOLDING'"));
    counts.put(
        "unpaid bookings past their time",
        stores.countInTicket(
            """
            select count(*) from booking
            where status = 'PENDING_PAYMENT' and expires_at < now() - interval '500 ms'
              and order_id is null and unsettled_since is null
            """));
    counts.put(
        "obligations",
        stores.countInTicket("select count(*) from obligation where done_at is null"));
    counts.put(
        "documents",
        stores.countInTicket(
            """
            select count(*) from booking b where b.status in ('CONFIRMED', 'FAILED', 'EXPIRED')
              and b.updated_at > now() - interval '365 days'
              and not exists (select 1 from document d where d.booking_id = b.id
                and d.stored_at is not null)
            """));
    counts.put(
        "unpaid orders past their time",
        stores.countInTicket(
            """
            select count(*) from shop_order
            where status = 'PLACED' and expires_at < now() - interval '500 ms'
              and unsettled_since is null
            """));
    counts.put(
        "files of stock",
        stores.countInTicket(
            """
            select count(*) from inventory_import
            where status in ('RECEIVED', 'READING', 'LOADING') or (status = 'RECEIVING' and dropped_at is not null)
            """));
    counts.put(
        "falls of stock to tell of",
        stores.countInTicket("select count(*) from stock_fall where told_at is null"));
    counts.put(
        "events in outboxes",
        stores.countInTicket("select count(*) from outbox")
            + stores.countInClient("select count(*) from outbox")
            + stores.countInReport("select count(*) from outbox"));
    counts.put(
        "photos and videos",
        stores.countInReport(
            """
            select count(*) from media
            where status in ('STAGING', 'UPLOADED', 'PLACED')
              or (status in ('REJECTED', 'DELETED') and cleared_at is null)
            """));
    counts.put(
        "notices", stores.countInReport("select count(*) from notice where status = 'PENDING'"));
    counts.put("mails", stores.countInClient("select count(*) from mail where status = 'PENDING'"));
    Invoices invoices = Invoices.read(stores);
    counts.put("payments", invoices.count("attempt", "PROCESSING"));
    counts.put("events of invoices", invoices.count("event", "UNPUBLISHED"));
    counts.put("webhooks", invoices.count("delivery", "PENDING"));
    counts.put(
        "messages",
        stores.rabbit().depths().stream()
            .filter(depth -> !depth.isDead())
            .mapToLong(RabbitQueues.Depth::messages)
            .sum());
    counts.values().removeIf(count -> count == 0);
    return new UnderWay(counts);
  }

  boolean isNothing() {
    return counts.isEmpty();
  }

  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(each -> "%,d %s".formatted(each.getValue(), each.getKey()))
        .collect(Collectors.joining(", "));
  }
}
