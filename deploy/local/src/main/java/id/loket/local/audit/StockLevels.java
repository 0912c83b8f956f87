package id.loket.local.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** I10: stock is never negative, and each fall to zero is written once and told once. */
final class StockLevels implements Check {
  private static final List<String> IN_STOCK =
      List.of(
          """
          select 'stock of ' || item || ' at ' || store || ' is ' || count from stock where count < 0
          """,
          """
          select 'the constraint stock_never_negative is missing or not valid'
          where not exists (
            select 1 from pg_constraint where conname = 'stock_never_negative' and convalidated)
          """,
          """
          select 'stock of ' || s.item || ' at ' || s.store || ' fell to zero ' || s.falls
            || ' times, ' || count(f.id) || ' are written'
          from stock s
          left join stock_fall f on f.store = s.store and f.item = s.item and f.after = 0
          group by s.store, s.item, s.falls having s.falls <> count(f.id)
          """,
          """
          select 'stock of ' || item || ' at ' || store || ' is 0 and never fell'
          from stock where count = 0 and falls = 0
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
    return "stock is never negative, each fall to zero alerts once";
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
        .ticket("select id from stock_alert")
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
