package id.loket.local.audit;

import java.util.ArrayList;
import java.util.List;

/** I9: what devices sent is stored once, whole, and a closed batch is still what was sealed. */
final class Visits implements Check {
  private static final List<String> OFFENDING =
      List.of(
          """
          select 'item ' || i.id || ' is a visit without its row' from item i
          where i.kind = 'VISIT' and not exists (select 1 from visit v where v.id = i.id)
          """,
          """
          select 'item ' || id || ' is not what was sent: its hash differs' from item
          where hash <> encode(sha256(convert_to(body, 'UTF8')), 'hex')
            and not (kind = 'POSITION' and body = '')
          """,
          """
          select 'batch ' || id || ' is sealed, but its report is not what was sealed' from batch
          where status = 'CLOSED' and forgotten_at is null and seal <> encode(sha256(convert_to(sealed, 'UTF8')), 'hex')
          """,
          """
          select 'batch ' || b.id || ' is sealed, but its items are not those that were sealed'
          from batch b cross join lateral (
            select encode(sha256(convert_to(coalesce(
              string_agg(i.id::text || ' ' || i.hash || chr(10), '' order by i.id), ''), 'UTF8')),
              'hex') as digest
            from item i where i.batch_id = b.id) now
          where b.status = 'CLOSED' and b.forgotten_at is null
            and nullif(b.sealed, '')::jsonb ->> 'digest' <> now.digest
          """,
          """
          select 'a closed batch can be changed: the trigger ' || wanted.name || ' is missing'
          from (values ('item_added'), ('item_deleted'), ('item_changed'),
            ('visit_updated'), ('visit_deleted'), ('batch_sealed'), ('sealed_visit_added'),
            ('sealed_visit_updated'), ('sealed_visit_deleted')) as wanted (name)
          where not exists (select 1 from pg_trigger t
            where t.tgname = wanted.name and t.tgenabled = 'O')
          """,
          """
          select 'collector ' || collector_id || ' has ' || count(*) || ' open batches' from batch
          where status = 'OPEN' group by collector_id having count(*) > 1
          """);

  @Override
  public String name() {
    return "I9";
  }

  @Override
  public String claim() {
    return "every visit sent is stored once and whole; a closed batch never changes";
  }

  @Override
  public Finding judge(Stores stores) {
    boolean absent =
        stores.staging("select to_regclass('batch_change')").getFirst().getFirst() == null;
    if (absent) {
      return new Finding("no staging machine here", List.of());
    }
    List<String> offenders = new ArrayList<>();
    for (String query : OFFENDING) {
      stores.staging(query).forEach(row -> offenders.add(row.getFirst()));
    }
    long visits =
        Long.parseLong(stores.staging("select count(*) from visit").getFirst().getFirst());
    return new Finding("%,d visits".formatted(visits), offenders);
  }
}
