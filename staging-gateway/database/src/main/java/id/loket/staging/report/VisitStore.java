package id.loket.staging.report;

import static id.loket.staging.report.ReportStore.VOIDED;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Rows;
import id.loket.kit.postgres.Timestamps;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The visits of a batch, each with what all facts together say of it. */
@Singleton
class VisitStore {
  private final TolerantJson json;

  VisitStore(TolerantJson json) {
    this.json = json;
  }

  /**
   * Each visit of the batch, whether it was taken back and its flags in the order of {@link Flag}.
   */
  private static final String TOLD =
      """
      with twice as (
        select v.assignment_id from item i join visit v on v.id = i.id
        where i.batch_id = $1 and not
      """
          + VOIDED
          + """
          group by v.assignment_id having count(*) > 1),
      told as (
        select i.id, w.voided, array_to_string(array[
          case when a.withdrawn then 'ASSIGNMENT_WITHDRAWN' end,
          case when a.collector <> c.email then 'ASSIGNMENT_OF_ANOTHER' end,
          case when a.id is null then 'ASSIGNMENT_UNKNOWN' end,
          case when not w.voided and v.assignment_id in (select assignment_id from twice)
            then 'VISITED_TWICE' end,
          case when not w.voided and v.receipt_number is not null and exists (
              select 1 from visit o
              where o.collector_id = v.collector_id and o.receipt_number = v.receipt_number
                and o.id <> v.id and not exists (select 1 from visit_void x
                  where x.visit_id = o.id and x.collector_id = o.collector_id))
            then 'RECEIPT_REPEATED' end,
          case when i.claimed_batch <> i.batch_id then 'LATE' end,
          case when i.recorded_at > i.received_at + interval '10 minutes'
            then 'FROM_FUTURE' end], ',') as flags
        from item i
          join visit v on v.id = i.id
          join collector c on c.id = i.collector_id
          left join assignment a on a.id = v.assignment_id
          cross join lateral (select
      """
          + VOIDED
          + """
           as voided) w
        where i.batch_id = $1 and i.kind = 'VISIT')
      """;

  /** The batch's visits in the order they were recorded. */
  Uni<List<VisitLine>> visits(SqlClient client, UUID batch, int count) {
    return client
        .preparedQuery(
            TOLD
                + """
                select i.id, i.sequence, i.recorded_at, i.body, k.core_ref, p.name, t.voided, t.flags
                from told t
                  join item i on i.id = t.id
                  join visit v on v.id = t.id
                  left join assignment a on a.id = v.assignment_id
                  left join contract k on k.id = a.contract_id
                  left join customer p on p.id = k.customer_id
                order by i.device_id, i.sequence, i.id limit $2
                """)
        .execute(Tuple.of(batch, count))
        .map(rows -> Rows.list(rows, this::visit));
  }

  private VisitLine visit(Row row) {
    String flags = row.getString("flags");
    return new VisitLine(
        row.getUUID("id"),
        row.getLong("sequence"),
        Timestamps.instant(row, "recorded_at"),
        row.getString("core_ref"),
        row.getString("name"),
        json.read(row.getString("body"), JsonNode.class).get("visit"),
        row.getBoolean("voided"),
        flags.isEmpty() ? List.of() : Stream.of(flags.split(",")).map(Flag::valueOf).toList());
  }

  /**
   * Writes down what every visit of an open batch is sealed as.
   *
   * @return the SHA-256 over {@code <id> <voided> <flags>} of each, in the order of ids
   */
  Uni<String> seal(SqlClient transaction, UUID batch) {
    return transaction
        .preparedQuery("delete from sealed_visit where batch_id = $1")
        .execute(Tuple.of(batch))
        .chain(
            () ->
                transaction
                    .preparedQuery(
                        TOLD
                            + """
                            insert into sealed_visit (batch_id, visit_id, voided, flags)
                            select $1, id, voided, flags from told
                            """)
                    .execute(Tuple.of(batch)))
        .chain(
            () ->
                transaction
                    .preparedQuery(
                        """
                        select encode(sha256(convert_to(coalesce(string_agg(
                          visit_id::text || ' ' || voided::text || ' ' || flags || E'\\n', ''
                          order by visit_id), ''), 'UTF8')), 'hex')
                        from sealed_visit where batch_id = $1
                        """)
                    .execute(Tuple.of(batch)))
        .map(rows -> rows.iterator().next().getString(0));
  }
}
