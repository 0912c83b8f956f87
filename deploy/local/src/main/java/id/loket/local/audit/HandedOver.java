package id.loket.local.audit;

import java.util.ArrayList;
import java.util.List;

/** I11: what the core was handed is what was sealed, and every later void reached it. */
final class HandedOver implements Check {
  /** The last edition of each batch that is closed and handed over, beside its sealed report. */
  private static final String LATEST =
      """
      with latest as (
        select b.id, b.seal, r.edition, r.visits, r.seal as told_seal, r.emptied,
          nullif(b.sealed, '')::jsonb -> 'totals' as totals
        from batch b left join lateral (
          select * from exchange.result where batch = b.id order by edition desc limit 1) r on true
        where b.status = 'CLOSED' and b.exported and b.forgotten_at is null)
      """;

  private static final List<String> OFFENDING =
      List.of(
          LATEST
              + """
              select 'batch ' || id || ' is handed over, but not as it was sealed last' from latest
              where told_seal is distinct from seal
              """,
          LATEST
              + """
              select 'batch ' || id || ': sealed are ' || (totals ->> 'visits')
                || ' visits, handed over ' || visits from latest
              where visits <> (totals ->> 'visits')::int
              """,
          LATEST
              + """
              , sealed as (
                select l.id, l.edition, r -> 'amount' ->> 'currency' as currency,
                  sum((r -> 'amount' ->> 'amount')::numeric) as received
                from latest l cross join jsonb_array_elements(l.totals -> 'receipts') r
                group by 1, 2, 3),
              told as (
                select l.id, l.edition, m.currency, m.received from latest l
                  join exchange.result_money m on m.batch = l.id and m.edition = l.edition)
              select 'batch ' || coalesce(s.id, t.id) || ': sealed are '
                || coalesce(s.received, 0) || ' ' || coalesce(s.currency, t.currency)
                || ', handed over ' || coalesce(t.received, 0)
              from sealed s full join told t using (id, edition, currency)
              where coalesce(s.received, 0) <> coalesce(t.received, 0)
              """,
          LATEST
              + """
              , counted as (
                select l.id, l.visits, count(v.visit) filter (where not v.voided) as lines
                from latest l left join exchange.result_visit v
                  on v.batch = l.id and v.edition = l.edition
                where not l.emptied
                group by l.id, l.visits)
              select 'batch ' || id || ': its head says ' || visits || ' visits, there are ' || lines
              from counted where visits <> lines
              """,
          LATEST
              + """
              select 'visit ' || v.visit || ' is handed over as another than was sealed'
              from latest l
                join exchange.result_visit v on v.batch = l.id and v.edition = l.edition
                join sealed_visit s on s.batch_id = l.id and s.visit_id = v.visit
              where (v.voided, v.flags) is distinct from (s.voided, s.flags)
              """,
          LATEST
              + """
              select 'visit ' || v.visit || ' was taken back, and the core was not told'
              from latest l
                join exchange.result_visit v on v.batch = l.id and v.edition = l.edition
                join visit o on o.id = v.visit
              where not v.voided
                and exists (select 1 from visit_void x
                  where x.visit_id = o.id and x.collector_id = o.collector_id)
                and not exists (select 1 from exchange.result_void t
                  where t.batch = v.batch and t.edition = v.edition and t.visit = v.visit)
              """,
          """
          select 'voids of closed batches are not noticed: the trigger visit_void_added is missing'
          where not exists (select 1 from pg_trigger
            where tgname = 'visit_void_added' and tgenabled = 'O')
          """);

  @Override
  public String name() {
    return "I11";
  }

  @Override
  public String claim() {
    return "the core was handed what was sealed, and every later void";
  }

  @Override
  public Finding judge(Stores stores) {
    boolean absent =
        stores.staging("select to_regclass('sealed_visit')").getFirst().getFirst() == null;
    if (absent) {
      return new Finding("no staging machine here", List.of());
    }
    List<String> offenders = new ArrayList<>();
    for (String query : OFFENDING) {
      stores.staging(query).forEach(row -> offenders.add(row.getFirst()));
    }
    String results = stores.staging("select count(*) from exchange.result").getFirst().getFirst();
    return new Finding("%,d results".formatted(Long.parseLong(results)), offenders);
  }
}
