package id.loket.staging.exchange;

import static id.loket.kit.postgres.Timestamps.instant;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.money.Money;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What was closed, in the tables both share. */
@Singleton
class ResultStore {
  private final TolerantJson json;

  ResultStore(TolerantJson json) {
    this.json = json;
  }

  /** The batch that was closed first and is not handed over, nor put off. */
  Uni<Optional<UUID>> next(SqlClient client) {
    return client
        .query(
            """
            select b.id from batch b
              left join exchange_failure f on f.kind = 'RESULT' and f.id = b.id::text
            where b.status = 'CLOSED' and not b.exported
              and (f.due_at is null or f.due_at <= now())
            order by b.closed_at limit 1
            """)
        .execute()
        .map(rows -> Rows.first(rows, row -> row.getUUID(0)));
  }

  /** Locks a batch that is to be handed over; empty when it is not any more. */
  Uni<Optional<UUID>> lock(SqlClient transaction, UUID batch) {
    return transaction
        .preparedQuery(
            "select id from batch where id = $1 and status = 'CLOSED' and not exported for update")
        .execute(Tuple.of(batch))
        .map(rows -> Rows.first(rows, row -> row.getUUID(0)));
  }

  /**
   * Hands a locked batch to the core as it was sealed (I11): the head from the sealed totals, the
   * visits from what each was sealed as, so that whoever counts the visits checks the seal.
   */
  Uni<Void> handOver(SqlClient transaction, UUID batch) {
    return transaction
        .preparedQuery(HEAD)
        .execute(Tuple.of(batch))
        .map(rows -> rows.iterator().next().getInteger(0))
        .call(edition -> execute(transaction, MONEY, Tuple.of(batch, edition)))
        .call(edition -> execute(transaction, VISITS, Tuple.of(batch, edition)))
        .call(
            () ->
                execute(
                    transaction, "update batch set exported = true where id = $1", Tuple.of(batch)))
        .replaceWithVoid();
  }

  static final String HEAD =
      """
      insert into exchange.result (batch, edition, collector, day, visits, received, seal)
      select b.id, 1 + coalesce(
          (select max(edition) from exchange.result r where r.batch = b.id), 0),
        c.email, b.day, (t.totals ->> 'visits')::int, m.received, b.seal
      from batch b join collector c on c.id = b.collector_id
        cross join lateral (select b.sealed::jsonb -> 'totals' as totals) t
        cross join lateral (
          select case when count(distinct r -> 'amount' ->> 'currency') <= 1
            then coalesce(sum((r -> 'amount' ->> 'amount')::numeric), 0) end as received
          from jsonb_array_elements(t.totals -> 'receipts') r) m
      where b.id = $1 returning edition
      """;

  private static final String MONEY =
      """
      insert into exchange.result_money (batch, edition, currency, received)
      select $1, $2, r -> 'amount' ->> 'currency', sum((r -> 'amount' ->> 'amount')::numeric)
      from batch b cross join jsonb_array_elements(b.sealed::jsonb -> 'totals' -> 'receipts') r
      where b.id = $1 group by 3
      """;

  /**
   * A batch that was sealed before every visit's verdict was written down has those of its first
   * visits in its report; of the others what could be known when it was closed. The report, some
   * megabytes of a long day, is no part of what is joined: it would be read again for each visit.
   */
  static final String VISITS =
      """
      with sealed_batch as materialized (
        select id, closed_at, sealed::jsonb ->> 'verdicts' is not null as has_verdicts
        from batch where id = $1),
      listed as materialized (
        select l.id, l.voided, array_to_string(l.flags, ',') as flags
        from sealed_batch s join batch b on b.id = s.id
          cross join jsonb_to_recordset(b.sealed::jsonb -> 'visits')
            as l (id uuid, voided boolean, flags text[])
        where not s.has_verdicts)
      insert into exchange.result_visit (batch, edition, visit, assignment, result, voided,
        recorded_at, receipt_number, amount, currency, method, flags, body)
      select b.id, $2, v.id, a.core_ref, v.result,
        coalesce(t.voided, l.voided, exists (select 1 from visit_void x
          join item y on y.id = x.item_id
          where x.visit_id = v.id and x.collector_id = v.collector_id
            and y.received_at <= b.closed_at)),
        i.recorded_at, v.receipt_number, v.receipt_amount, v.receipt_currency,
        v.receipt_method, coalesce(t.flags, l.flags, ''), i.body
      from sealed_batch b
        join item i on i.batch_id = b.id and i.kind = 'VISIT'
        join visit v on v.id = i.id
        left join sealed_visit t
          on b.has_verdicts and t.batch_id = b.id and t.visit_id = v.id
        left join listed l on l.id = v.id
        left join assignment a on a.id = v.assignment_id
      """;

  /**
   * Tells the core of visits that were taken back after they were handed over; how many voids that
   * settled. Of a batch that is not handed over yet nothing is told: its turn comes.
   */
  Uni<Integer> tellVoids(SqlClient transaction, int most) {
    return transaction
        .preparedQuery(
            """
            with due as (
              select l.visit_id, l.item_id, i.batch_id as batch, e.edition,
                coalesce(s.voided, r.voided, false) as voided
              from later_void l
                join item i on i.id = l.visit_id
                join lateral (select max(edition) as edition from exchange.result
                  where batch = i.batch_id) e on e.edition is not null
                left join sealed_visit s on s.batch_id = i.batch_id and s.visit_id = l.visit_id
                left join exchange.result_visit r
                  on r.batch = i.batch_id and r.edition = e.edition and r.visit = l.visit_id
              order by l.visit_id, l.item_id limit $1
              for update of l skip locked),
            told as (
              insert into exchange.result_void (batch, edition, visit, reason, recorded_at)
              select d.batch, d.edition, d.visit_id,
                coalesce(i.body::jsonb -> 'void' ->> 'reason', ''), i.recorded_at
              from due d join item i on i.id = d.item_id
              where not d.voided order by d.visit_id, d.item_id
              on conflict do nothing),
            gone as (
              delete from later_void l using due d
              where l.visit_id = d.visit_id and l.item_id = d.item_id)
            select count(*) from due
            """)
        .execute(Tuple.of(most))
        .map(rows -> rows.iterator().next().getLong(0).intValue());
  }

  Uni<List<Result>> results(SqlClient client, int count) {
    return client
        .preparedQuery(
            """
            select r.batch, r.edition, r.day, r.written_at, r.visits, t.visits as taken_visits,
              g.given::text, g.voids, k.taken::text, k.voids as taken_voids,
              t.visits = r.visits and g.given = k.taken and g.voids = k.voids as agrees
            from (select * from exchange.result order by written_at desc, batch limit $1) r
              left join exchange.result_receipt t using (batch, edition)
              cross join lateral (select
                coalesce((select jsonb_object_agg(currency, received) from exchange.result_money m
                  where m.batch = r.batch and m.edition = r.edition and received <> 0),
                  '{}') as given,
                (select count(*) from exchange.result_void v
                  where v.batch = r.batch and v.edition = r.edition) as voids) g
              cross join lateral (select
                coalesce((select jsonb_object_agg(currency, received) from exchange.receipt_money m
                  where m.batch = r.batch and m.edition = r.edition and received <> 0),
                  case when t.received = r.received then g.given
                    when coalesce(t.received, 0) = 0 then '{}'
                    else jsonb_build_object('?', t.received) end) as taken,
                (select count(*) from exchange.void_receipt v
                  where v.batch = r.batch and v.edition = r.edition) as voids) k
            order by r.written_at desc, r.batch
            """)
        .execute(Tuple.of(count))
        .map(rows -> Rows.list(rows, this::result));
  }

  private Result result(Row row) {
    Integer takenVisits = row.getInteger("taken_visits");
    return new Result(
        row.getUUID("batch"),
        row.getInteger("edition"),
        row.getLocalDate("day"),
        instant(row, "written_at"),
        row.getInteger("visits"),
        money(row, "given"),
        row.getLong("voids").intValue(),
        takenVisits,
        takenVisits == null ? null : money(row, "taken"),
        row.getLong("taken_voids").intValue(),
        takenVisits == null ? null : row.getBoolean("agrees"));
  }

  private List<Money> money(Row row, String column) {
    List<Money> money = new ArrayList<>();
    JsonNode amounts = json.read(row.getString(column), JsonNode.class);
    amounts
        .fields()
        .forEachRemaining(
            amount -> money.add(new Money(amount.getValue().asLong(), amount.getKey())));
    return money;
  }

  private static Uni<Void> execute(SqlClient transaction, String sql, Tuple parameters) {
    return transaction.preparedQuery(sql).execute(parameters).replaceWithVoid();
  }
}
