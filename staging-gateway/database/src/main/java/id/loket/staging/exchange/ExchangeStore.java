package id.loket.staging.exchange;

import static id.loket.kit.postgres.Timestamps.instant;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The tables the core and the staging machine share. */
@Singleton
class ExchangeStore {
  /** A supply that is not finished, and how far it is taken. */
  record Unfinished(long supply, int takenTo, boolean begun) {}

  /** The oldest supply that is not finished. */
  Uni<Optional<Unfinished>> next(SqlClient client) {
    return client
        .query(
            """
            select s.id, coalesce(p.taken_to, 0) as taken_to, p.supply is not null as begun
            from exchange.supply s left join exchange.supply_progress p on p.supply = s.id
            where p.supply is null or p.status = 'TAKING'
            order by s.id limit 1
            """)
        .execute()
        .map(
            rows ->
                Rows.first(
                    rows,
                    row ->
                        new Unfinished(
                            row.getLong("id"),
                            row.getInteger("taken_to"),
                            row.getBoolean("begun"))));
  }

  /**
   * Begins a supply, or refuses it: when its head says something else than its lines, not a line of
   * it is taken.
   */
  Uni<Void> begin(SqlClient transaction, long supply) {
    return transaction
        .preparedQuery(
            """
            insert into exchange.supply_progress (supply, status, reason, finished_at)
            select s.id, case when agrees then 'TAKING' else 'REFUSED' end,
              case when not agrees then format(
                'the head says %s lines and %s outstanding, there are %s and %s',
                s.lines, s.outstanding, l.lines, l.outstanding) end,
              case when not agrees then now() end
            from exchange.supply s
              cross join lateral (
                select count(*) as lines, coalesce(sum(outstanding), 0) as outstanding,
                  coalesce(max(line), 0) as highest, coalesce(min(line), 1) as lowest
                from exchange.supply_line where supply = s.id) l
              cross join lateral (
                select s.lines = l.lines and s.outstanding = l.outstanding
                  and l.lowest = 1 and l.highest = l.lines as agrees) a
            where s.id = $1 on conflict do nothing
            """)
        .execute(Tuple.of(supply))
        .replaceWithVoid();
  }

  /** Locks the progress and says where to go on; empty when it is finished. */
  Uni<Optional<Integer>> lockProgress(SqlClient transaction, long supply) {
    return transaction
        .preparedQuery(
            """
            select taken_to from exchange.supply_progress
            where supply = $1 and status = 'TAKING' for update
            """)
        .execute(Tuple.of(supply))
        .map(rows -> Rows.first(rows, row -> row.getInteger(0)));
  }

  /**
   * Takes the lines in ({@code from}, {@code to}] and says what changed for whom. Taking them again
   * changes nothing.
   */
  Uni<Void> take(SqlClient transaction, long supply, int from, int to) {
    Tuple lines = Tuple.of(supply, from, to);
    return execute(transaction, CUSTOMERS, lines)
        .chain(() -> execute(transaction, CONTRACTS, lines))
        .chain(() -> execute(transaction, ASSIGNMENTS, lines))
        .chain(() -> execute(transaction, PROGRESS, lines));
  }

  private static final String CUSTOMERS =
      """
      with given as (
        select distinct on (customer) customer, name, phone, address, lat, lon
        from exchange.supply_line where supply = $1 and line > $2 and line <= $3
        order by customer, line desc),
      changed as (
        insert into customer (id, core_ref, name, phone, address, lat, lon)
        select gen_random_uuid(), customer, name, phone, address, lat, lon from given
        on conflict (core_ref) do update set name = excluded.name, phone = excluded.phone,
          address = excluded.address, lat = excluded.lat, lon = excluded.lon
        where (customer.name, customer.phone, customer.address, customer.lat, customer.lon)
          is distinct from
          (excluded.name, excluded.phone, excluded.address, excluded.lat, excluded.lon)
        returning id)
      insert into change (collector, assignment_id, deleted)
      select a.collector, a.id, false from changed c
        join contract k on k.customer_id = c.id
        join assignment a on a.contract_id = k.id and not a.withdrawn
      on conflict (collector, assignment_id) do update set deleted = false,
        transaction = pg_current_xact_id(), changed_at = now()
      """;

  private static final String CONTRACTS =
      """
      with given as (
        select distinct on (l.contract) l.contract, p.id as customer_id, l.outstanding, l.currency,
          l.due_date
        from exchange.supply_line l join customer p on p.core_ref = l.customer
        where l.supply = $1 and l.line > $2 and l.line <= $3 order by l.contract, l.line desc),
      changed as (
        insert into contract (id, core_ref, customer_id, outstanding, currency, due_date)
        select gen_random_uuid(), contract, customer_id, outstanding, currency, due_date from given
        on conflict (core_ref) do update set customer_id = excluded.customer_id,
          outstanding = excluded.outstanding, currency = excluded.currency,
          due_date = excluded.due_date
        where (contract.customer_id, contract.outstanding, contract.currency, contract.due_date)
          is distinct from
          (excluded.customer_id, excluded.outstanding, excluded.currency, excluded.due_date)
        returning id)
      insert into change (collector, assignment_id, deleted)
      select a.collector, a.id, false from changed k
        join assignment a on a.contract_id = k.id and not a.withdrawn
      on conflict (collector, assignment_id) do update set deleted = false,
        transaction = pg_current_xact_id(), changed_at = now()
      """;

  /** Whoever had an assignment before is told that they have it no more. */
  private static final String ASSIGNMENTS =
      """
      with given as (
        select distinct on (l.assignment) l.assignment, k.id as contract_id,
          lower(l.collector) as collector, l.day, l.priority, l.withdrawn
        from exchange.supply_line l join contract k on k.core_ref = l.contract
        where l.supply = $1 and l.line > $2 and l.line <= $3 order by l.assignment, l.line desc),
      before as (
        select a.id, a.collector from assignment a join given g on g.assignment = a.core_ref
        where a.supply <= $1 and a.collector <> g.collector),
      changed as (
        insert into assignment (id, core_ref, contract_id, collector, day, priority, withdrawn,
          supply)
        select gen_random_uuid(), assignment, contract_id, collector, day, priority, withdrawn, $1
        from given
        on conflict (core_ref) do update set contract_id = excluded.contract_id,
          collector = excluded.collector, day = excluded.day, priority = excluded.priority,
          withdrawn = excluded.withdrawn, supply = excluded.supply
        where assignment.supply <= excluded.supply
          and (assignment.contract_id, assignment.collector, assignment.day, assignment.priority,
            assignment.withdrawn)
          is distinct from
          (excluded.contract_id, excluded.collector, excluded.day, excluded.priority,
            excluded.withdrawn)
        returning id, collector, withdrawn),
      told as (
        select collector, id, withdrawn as deleted from changed
        union all
        select collector, id, true from before)
      insert into change (collector, assignment_id, deleted)
      select collector, id, deleted from told
      on conflict (collector, assignment_id) do update set deleted = excluded.deleted,
        transaction = pg_current_xact_id(), changed_at = now()
      """;

  private static final String PROGRESS =
      """
      update exchange.supply_progress p set taken_to = $3, lines = p.lines + l.lines,
        outstanding = p.outstanding + l.outstanding,
        status = case when p.lines + l.lines >= s.lines then 'TAKEN' else 'TAKING' end,
        finished_at = case when p.lines + l.lines >= s.lines then now() end
      from exchange.supply s, (
        select count(*) as lines, coalesce(sum(outstanding), 0) as outstanding
        from exchange.supply_line where supply = $1 and line > $2 and line <= $3) l
      where p.supply = $1 and s.id = $1
      """;

  /** Hands the batch that was closed first to the core; how many there were. */
  Uni<Integer> handOver(SqlClient transaction) {
    return transaction
        .query(
            """
            with closed as (
              select b.*, c.email from batch b join collector c on c.id = b.collector_id
              where b.status = 'CLOSED' and not b.exported
              order by b.closed_at limit 1 for update of b skip locked),
            marked as (
              update batch set exported = true where id in (select id from closed)),
            head as (
              insert into exchange.result (batch, edition, collector, day, visits, received, seal)
              select b.id, 1 + coalesce(
                  (select max(edition) from exchange.result r where r.batch = b.id), 0),
                b.email, b.day, count(v.id) filter (where not voided),
                coalesce(sum(v.receipt_amount) filter (where not voided), 0), b.seal
              from closed b
                left join item i on i.batch_id = b.id and i.kind = 'VISIT'
                left join visit v on v.id = i.id
                cross join lateral (select exists (select 1 from visit_void x
                  where x.visit_id = v.id and x.collector_id = v.collector_id) as voided) w
              group by b.id, b.email, b.day, b.seal
              returning batch, edition)
            insert into exchange.result_visit (batch, edition, visit, assignment, result, voided,
              recorded_at, receipt_number, amount, currency, method, flags, body)
            select h.batch, h.edition, v.id, a.core_ref, v.result,
              exists (select 1 from visit_void x
                where x.visit_id = v.id and x.collector_id = v.collector_id),
              i.recorded_at, v.receipt_number, v.receipt_amount, v.receipt_currency,
              v.receipt_method, coalesce(f.flags, ''), i.body
            from head h
              join closed b on b.id = h.batch
              join item i on i.batch_id = b.id and i.kind = 'VISIT'
              join visit v on v.id = i.id
              left join assignment a on a.id = v.assignment_id
              left join lateral (
                select string_agg(flag, ',') as flags
                from jsonb_array_elements(b.sealed::jsonb -> 'visits') as line,
                  jsonb_array_elements_text(line -> 'flags') as flag
                where line ->> 'id' = v.id::text) f on true
            """)
        .execute()
        .map(RowSet::rowCount);
  }

  Uni<Boolean> somethingToHandOver(SqlClient client) {
    return client
        .query("select exists (select 1 from batch where status = 'CLOSED' and not exported)")
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  Uni<List<Supply>> supplies(SqlClient client, int count) {
    return client
        .preparedQuery(
            """
            select s.id, s.offered_at, coalesce(p.status, 'OFFERED') as status, s.lines,
              s.outstanding::bigint, coalesce(p.lines, 0) as taken_lines,
              coalesce(p.outstanding, 0)::bigint as taken_outstanding, p.reason,
              case when p.finished_at is not null
                then p.status = 'TAKEN' and s.lines = p.lines and s.outstanding = p.outstanding
              end as agrees
            from exchange.supply s left join exchange.supply_progress p on p.supply = s.id
            order by s.id desc limit $1
            """)
        .execute(Tuple.of(count))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Supply(
                            row.getLong("id"),
                            instant(row, "offered_at"),
                            row.getString("status"),
                            row.getInteger("lines"),
                            row.getLong("outstanding"),
                            row.getInteger("taken_lines"),
                            row.getLong("taken_outstanding"),
                            row.getBoolean("agrees"),
                            row.getString("reason"))));
  }

  Uni<List<Result>> results(SqlClient client, int count) {
    return client
        .preparedQuery(
            """
            select r.batch, r.edition, r.day, r.written_at, r.visits, r.received::bigint,
              t.visits as taken_visits, t.received::bigint as taken_received,
              t.visits = r.visits and t.received = r.received as agrees
            from exchange.result r left join exchange.result_receipt t using (batch, edition)
            order by r.written_at desc, r.batch limit $1
            """)
        .execute(Tuple.of(count))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Result(
                            row.getUUID("batch"),
                            row.getInteger("edition"),
                            row.getLocalDate("day"),
                            instant(row, "written_at"),
                            row.getInteger("visits"),
                            row.getLong("received"),
                            row.getInteger("taken_visits"),
                            row.getLong("taken_received"),
                            row.getBoolean("agrees"))));
  }

  private static Uni<Void> execute(SqlClient transaction, String sql, Tuple parameters) {
    return transaction.preparedQuery(sql).execute(parameters).replaceWithVoid();
  }
}
