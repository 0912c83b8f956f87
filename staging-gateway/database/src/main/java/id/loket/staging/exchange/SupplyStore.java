package id.loket.staging.exchange;

import static id.loket.kit.postgres.Timestamps.instant;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** What the core supplies, in the tables both share. */
@Singleton
class SupplyStore {
  /** A supply that is not finished, and how far it is taken. */
  record Unfinished(long supply, int takenTo, boolean begun) {}

  /** The oldest supply that is not finished, and not put off. */
  Uni<Optional<Unfinished>> next(SqlClient client) {
    return client
        .query(
            """
            select s.id, coalesce(p.taken_to, 0) as taken_to, p.supply is not null as begun
            from exchange.supply s
              left join exchange.supply_progress p on p.supply = s.id
              left join exchange_failure f on f.kind = 'SUPPLY' and f.id = s.id::text
            where not s.finished and (f.due_at is null or f.due_at <= now())
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
   * Begins a supply, or refuses it: when its head says something else than its lines, or a line
   * cannot be taken, not a line of it is taken.
   */
  Uni<Void> begin(SqlClient transaction, long supply) {
    return transaction
        .preparedQuery(
            """
            insert into exchange.supply_progress (supply, status, reason, finished_at)
            select s.id, case when fault is null then 'TAKING' else 'REFUSED' end, fault,
              case when fault is not null then now() end
            from exchange.supply s
              cross join lateral (
                select count(*) as lines, coalesce(sum(outstanding), 0) as outstanding,
                  coalesce(max(line), 0) as highest, coalesce(min(line), 1) as lowest,
                  min(line) filter (where
                    greatest(length(assignment), length(contract), length(customer)) > 200
                    or least(length(assignment), length(contract), length(customer)) = 0
                    or not isfinite(day) or not isfinite(due_date)
                    or not coalesce(lat between -90 and 90, true)
                    or not coalesce(lon between -180 and 180, true)) as unfit
                from exchange.supply_line where supply = s.id) l
              cross join lateral (select case
                when s.lines <> l.lines or s.outstanding <> l.outstanding or l.lowest <> 1
                    or l.highest <> l.lines
                  then format('the head says %s lines and %s outstanding, there are %s and %s',
                    s.lines, s.outstanding, l.lines, l.outstanding)
                when l.unfit is not null
                  then format('line %s has a name that is empty or longer than 200 characters,'
                    || ' no date, or no place on earth', l.unfit) end as fault) a
            where s.id = $1 on conflict do nothing
            """)
        .execute(Tuple.of(supply))
        .chain(() -> finish(transaction, supply));
  }

  /** Remembers that there is nothing left to do about a supply, if there is not. */
  Uni<Void> finish(SqlClient transaction, long supply) {
    return execute(
        transaction,
        """
        update exchange.supply set finished = true where id = $1 and exists (
          select 1 from exchange.supply_progress where supply = $1 and status <> 'TAKING')
        """,
        Tuple.of(supply));
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
        .chain(() -> execute(transaction, PROGRESS, lines))
        .chain(() -> finish(transaction, supply));
  }

  /**
   * What an older supply says counts for nothing, whenever it is taken: each row knows the supply
   * that spoke last, also when that one changed nothing. Told is only what changed.
   */
  private static final String CUSTOMERS =
      """
      with given as (
        select distinct on (customer) customer, name, phone, address, lat, lon
        from exchange.supply_line where supply = $1 and line > $2 and line <= $3
        order by customer, line desc),
      other as (
        select p.core_ref from customer p join given g on g.customer = p.core_ref
        where (p.name, p.phone, p.address, p.lat, p.lon)
          is distinct from (g.name, g.phone, g.address, g.lat, g.lon)),
      written as (
        insert into customer (id, core_ref, name, phone, address, lat, lon, supply)
        select gen_random_uuid(), customer, name, phone, address, lat, lon, $1 from given
        on conflict (core_ref) do update set name = excluded.name, phone = excluded.phone,
          address = excluded.address, lat = excluded.lat, lon = excluded.lon,
          supply = excluded.supply
        where customer.supply <= excluded.supply
        returning id, core_ref)
      insert into change (collector, assignment_id, deleted)
      select a.collector, a.id, false from written c
        join other o on o.core_ref = c.core_ref
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
      other as (
        select k.core_ref from contract k join given g on g.contract = k.core_ref
        where (k.customer_id, k.outstanding, k.currency, k.due_date)
          is distinct from (g.customer_id, g.outstanding, g.currency, g.due_date)),
      written as (
        insert into contract (id, core_ref, customer_id, outstanding, currency, due_date, supply)
        select gen_random_uuid(), contract, customer_id, outstanding, currency, due_date, $1
        from given
        on conflict (core_ref) do update set customer_id = excluded.customer_id,
          outstanding = excluded.outstanding, currency = excluded.currency,
          due_date = excluded.due_date, supply = excluded.supply
        where contract.supply <= excluded.supply
        returning id, core_ref)
      insert into change (collector, assignment_id, deleted)
      select a.collector, a.id, false from written k
        join other o on o.core_ref = k.core_ref
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
      same as (
        select a.core_ref from assignment a join given g on g.assignment = a.core_ref
        where (a.contract_id, a.collector, a.day, a.priority, a.withdrawn)
          is not distinct from (g.contract_id, g.collector, g.day, g.priority, g.withdrawn)),
      written as (
        insert into assignment (id, core_ref, contract_id, collector, day, priority, withdrawn,
          supply)
        select gen_random_uuid(), assignment, contract_id, collector, day, priority, withdrawn, $1
        from given
        on conflict (core_ref) do update set contract_id = excluded.contract_id,
          collector = excluded.collector, day = excluded.day, priority = excluded.priority,
          withdrawn = excluded.withdrawn, supply = excluded.supply
        where assignment.supply <= excluded.supply
        returning id, core_ref, collector, withdrawn),
      told as (
        select collector, id, withdrawn as deleted from written w
        where not exists (select 1 from same s where s.core_ref = w.core_ref)
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
            from exchange.supply s
              left join exchange.supply_progress p on p.supply = s.id
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

  private static Uni<Void> execute(SqlClient transaction, String sql, Tuple parameters) {
    return transaction.preparedQuery(sql).execute(parameters).replaceWithVoid();
  }
}
