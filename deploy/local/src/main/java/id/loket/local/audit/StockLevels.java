package id.loket.local.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * I10: stock is never negative and equals its ledger, what orders reserve is what the ledger says,
 * and each fall to zero is written once and told once. Movements and falls whose time is over are
 * summed up in stock_opening.
 */
final class StockLevels implements Check {
  private static final List<String> IN_STOCK =
      List.of(
          """
          select 'stock of ' || item || ' at ' || store || ' is ' || on_hand || ', reserved ' || reserved
          from stock where on_hand < 0 or reserved < 0
          """,
          """
          select 'the constraint ' || name || ' is missing or not valid'
          from (values ('stock_never_negative'), ('stock_reserved_never_negative')) c (name)
          where not exists (
            select 1 from pg_constraint where conname = c.name and convalidated)
          """,
          """
          select 'stock of ' || s.item || ' at ' || s.store || ' is ' || s.on_hand || ' with '
            || s.reserved || ' reserved, its movements make ' || coalesce(m.on_hand, 0) || ' with '
            || coalesce(m.reserved, 0)
          from stock s
          left join (
            select stock_id, sum(on_hand) as on_hand, sum(reserved) as reserved from (
              select stock_id, on_hand, reserved from stock_movement
              union all select stock_id, on_hand, reserved from stock_opening) each
            group by stock_id) m on m.stock_id = s.id
          where s.on_hand <> coalesce(m.on_hand, 0) or s.reserved <> coalesce(m.reserved, 0)
          """,
          """
          select 'file ' || i.id || ' changed ' || s.item || ' at ' || s.store || ' ' || count(*) || ' times'
          from stock_movement m join stock s on s.id = m.stock_id
          join inventory_import i on i.number = m.import_number
          group by i.id, s.item, s.store having count(*) > 1
          """,
          """
          select 'order ' || o.id || ' is ' || o.status || ' and still reserves ' || r.reserved || ' of '
            || s.item || ' at ' || s.store
          from stock_movement r
          join shop_order o on o.id = r.order_id join stock s on s.id = r.stock_id
          where r.kind = 'RESERVED' and o.status = 'CANCELLED' and not exists (
            select 1 from stock_movement e where e.order_id = r.order_id and e.stock_id = r.stock_id
              and e.kind in ('RELEASED', 'SHIPPED'))
          """,
          """
          select 'order ' || o.id || ' is ' || o.status || ' and gave back ' || s.item || ' at ' || s.store
          from stock_movement r
          join shop_order o on o.id = r.order_id join stock s on s.id = r.stock_id
          where r.kind = 'RELEASED' and o.status <> 'CANCELLED'
          """,
          """
          select 'nothing of ' || s.item || ' at ' || s.store || ' was left ' || s.falls
            || ' times, ' || coalesce(o.falls, 0) + count(f.id) || ' are written'
          from stock s
          left join stock_opening o on o.stock_id = s.id
          left join stock_fall f on f.store = s.store and f.item = s.item and f.after = 0
          group by s.store, s.item, s.falls, o.falls having s.falls <> coalesce(o.falls, 0) + count(f.id)
          """,
          """
          select 'nothing of ' || item || ' at ' || store || ' is left and it never fell'
          from stock where available = 0 and falls = 0
          """,
          """
          select 'subscription ' || subscription_id || ' is told ' || count(*) || ' times of fall '
            || fall_id
          from stock_alert where fall_id is not null
          group by subscription_id, fall_id having count(*) > 1
          """,
          """
          select 'subscription ' || s.id || ' was not told of fall ' || f.id
          from stock_fall f join stock_subscription s
            on s.confirmed_at < f.at and s.ended_at is null
              and (s.store is null or s.store = f.store) and (s.item is null or s.item = f.item)
              and f.after <= s.threshold and (f.before is null or f.before > s.threshold)
          where f.told_at is not null and not exists (
            select 1 from stock_alert a where a.subscription_id = s.id
              and (a.fall_id = f.id or (a.import_id = f.import_id and a.kind = 'DIGEST')))
          """);

  @Override
  public String name() {
    return "I10";
  }

  @Override
  public String claim() {
    return "stock is never negative, its ledger's sum; a fall alerts once";
  }

  @Override
  public Finding judge(Stores stores) {
    List<String> offenders = new ArrayList<>();
    IN_STOCK.forEach(query -> stores.ticket(query).forEach(row -> offenders.add(row.getFirst())));
    Set<String> mailed = new HashSet<>();
    stores
        .client("select data from mail where user_id is null")
        .forEach(
            row -> {
              if (!mailed.add(row.getFirst())) {
                offenders.add("alert %s has two mails".formatted(row.getFirst()));
              }
            });
    stores
        .ticket("select id from stock_alert where created_at > now() - interval '7 days'")
        .forEach(
            row -> {
              if (!mailed.contains(row.getFirst())) {
                offenders.add("alert %s has no mail".formatted(row.getFirst()));
              }
            });
    return new Finding(
        "%,d items".formatted(stores.countInTicket("select count(*) from stock")), offenders);
  }
}
