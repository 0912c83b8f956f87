package id.loket.report.report;

import id.loket.kit.postgres.Rows;
import id.loket.report.place.Box;
import id.loket.report.place.Cells;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Lists of reports, newest first, read from indices whatever is asked for and however many reports
 * there are.
 */
@Singleton
class ReportQueries {
  /** A box of so many squares, some 10 km a side, is read square by square. */
  private static final int MOST_SQUARES = 400;

  /** For officers, whose look at exact places costs a look at each row. */
  private static final int MOST_SQUARES_EXACTLY = 100;

  /** So many reports are found and sorted rather than looked for among all. */
  private static final int FEW = 2000;

  /**
   * Reports in rows of squares; one more than few says only that there are more. The first and the
   * last square with a report in it keep a box over an ocean from being walked row by row.
   */
  private static final String SOME_OF_ROWS =
      """
      with edge as materialized (
        select (select square from report where deleted_at is null and square is not null
            order by square limit 1) / 100000 as first,
          (select square from report where deleted_at is null and square is not null
            order by square desc limit 1) / 100000 as last)
      select r.id from edge
      cross join lateral generate_series(greatest($1, edge.first), least($2, edge.last)) as row
      cross join lateral (
        select id from report
        where deleted_at is null and square between row * 100000 + $3 and row * 100000 + $4
        order by square, created_at, id
        limit $5) as r
      limit $5
      """;

  /** Open reports whose time is over; one more than few says only that there are more. */
  private static final String SOME_LATE =
      """
      select id from report
      where deleted_at is null and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS')
        and due_at < now() %s
      limit $1
      """;

  private final ReportStore store;

  ReportQueries(ReportStore store) {
    this.store = store;
  }

  /**
   * Reports newest first, one more than a page has if there are more.
   *
   * @param reader sees what they reported themselves and what is their unit's, whatever its
   *     visibility
   */
  Uni<List<Report>> search(SqlClient client, ReportSearch search, Reader reader) {
    return query(client, search, reader)
        .chain(query -> client.preparedQuery(query.sql()).execute(query.tuple()))
        .map(rows -> Rows.list(rows, store::read));
  }

  /**
   * How a page is read: what is late, and what is in a large box, by those reports if they are few;
   * a small box by its squares.
   */
  Uni<ReportQuery> query(SqlClient client, ReportSearch search, Reader reader) {
    if (search.mine) {
      return Uni.createFrom().item(() -> new ReportQuery(search, reader).ofStreams());
    }
    return search.overdue
        ? someLate(client, search.unit)
            .chain(
                late ->
                    late.size() > FEW
                        ? within(client, search, reader)
                        : Uni.createFrom().item(new ReportQuery(search, reader).ofReports(late)))
        : within(client, search, reader);
  }

  private static Uni<ReportQuery> within(SqlClient client, ReportSearch search, Reader reader) {
    Optional<Box> asked = search.box();
    if (asked.isEmpty()) {
      return Uni.createFrom().item(() -> new ReportQuery(search, reader).ofStreams());
    }
    // officers find anonymous reports where they are, the squares are those of where they are shown
    Box box = reader.isStaff() ? asked.get().widened() : asked.get();
    return Cells.within(box, reader.isStaff() ? MOST_SQUARES_EXACTLY : MOST_SQUARES)
        .map(squares -> Uni.createFrom().item(new ReportQuery(search, reader).ofSquares(squares)))
        .orElseGet(
            () ->
                someOf(client, Cells.rows(box))
                    .map(
                        found ->
                            found.size() > FEW
                                ? new ReportQuery(search, reader).ofStreams()
                                : new ReportQuery(search, reader).ofReports(found)));
  }

  private static Uni<List<UUID>> someLate(SqlClient client, String unit) {
    String sql = unit == null ? SOME_LATE.formatted("") : SOME_LATE.formatted("and unit = $2");
    return client
        .preparedQuery(sql)
        .execute(unit == null ? Tuple.of(FEW + 1) : Tuple.of(FEW + 1, unit))
        .map(found -> Rows.list(found, row -> row.getUUID("id")));
  }

  private static Uni<List<UUID>> someOf(SqlClient client, Cells.Rows rows) {
    return client
        .preparedQuery(SOME_OF_ROWS)
        .execute(
            Tuple.of(rows.southmost(), rows.northmost(), rows.westmost(), rows.eastmost(), FEW + 1))
        .map(found -> Rows.list(found, row -> row.getUUID("id")));
  }
}
