package id.loket.report.report;

import id.loket.kit.language.Language;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Votes in PostgreSQL. The report's row, which must be locked, counts them: what a vote costs does
 * not grow with how many there are, and one that is said again changes nothing.
 */
@Singleton
class VoteStore {
  /** Keeps a vote; answers how many there are now, or nothing when that person voted before. */
  Uni<Optional<Integer>> add(
      SqlClient transaction, UUID reportId, UUID voter, Language language, Set<Channel> channels) {
    return transaction
        .preparedQuery(
            """
            with voted as (
              insert into vote (report_id, voter_id, locale, channels) values ($1, $2, $3, $4)
              on conflict (report_id, voter_id) do update
              set locale = excluded.locale, channels = excluded.channels
              returning (xmax = 0) as is_new)
            update report set votes = votes + 1
            where id = $1 and (select is_new from voted) returning votes
            """)
        .execute(Tuple.of(reportId, voter, language.tag(), ReportStore.names(channels)))
        .map(VoteStore::votes);
  }

  /** Takes one back; answers how many are left, or nothing when there was none. */
  Uni<Optional<Integer>> remove(SqlClient transaction, UUID reportId, UUID voter) {
    return transaction
        .preparedQuery(
            """
            with gone as (delete from vote where report_id = $1 and voter_id = $2 returning 1)
            update report set votes = greatest(0, votes - 1)
            where id = $1 and exists (select from gone) returning votes
            """)
        .execute(Tuple.of(reportId, voter))
        .map(VoteStore::votes);
  }

  Uni<Boolean> has(SqlClient client, UUID reportId, UUID voter) {
    return client
        .preparedQuery("select 1 from vote where report_id = $1 and voter_id = $2")
        .execute(Tuple.of(reportId, voter))
        .map(rows -> rows.rowCount() == 1);
  }

  /**
   * Whoever voted for one report or made it votes for the other. Who left only a contact has no
   * vote to give: they are told by {@code report.duplicate_of}.
   */
  Uni<Void> join(SqlClient transaction, UUID from, UUID to) {
    return transaction
        .preparedQuery(
            """
            with joined as (
              insert into vote (report_id, voter_id, locale, channels)
              select $2, told.voter_id, told.locale, told.channels from (
                select voter_id, locale, channels from vote where report_id = $1
                union all
                select reporter_id, locale, channels from report
                where id = $1 and reporter_id is not null) as told
              where told.voter_id is distinct from (select reporter_id from report where id = $2)
              on conflict do nothing returning 1)
            update report set votes = votes + (select count(*) from joined)
            where id = $2 and exists (select from joined)
            """)
        .execute(Tuple.of(from, to))
        .replaceWithVoid();
  }

  private static Optional<Integer> votes(RowSet<Row> rows) {
    return Rows.first(rows, row -> row.getInteger("votes"));
  }
}
