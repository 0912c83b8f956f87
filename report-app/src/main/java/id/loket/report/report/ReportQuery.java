package id.loket.report.report;

import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.page.Cursor;
import id.loket.report.place.Box;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * One page of a list in SQL, with only those conditions that are asked for, so that PostgreSQL can
 * choose an index by them. What is asked for by category, unit, status or lateness is merged from
 * one stream of reports for each, all of which an index has in the order of the list: however many
 * reports there are, a page costs some rows of each stream.
 */
final class ReportQuery {
  private static final String NEWEST_FIRST = "order by r.created_at desc, r.id desc";
  private static final List<String> OPEN =
      Arrays.stream(ReportStatus.values()).filter(ReportStatus::isOpen).map(Enum::name).toList();
  private static final List<String> ALL =
      Arrays.stream(ReportStatus.values()).map(Enum::name).toList();

  private final ReportSearch search;
  private final List<Object> parameters = new ArrayList<>();
  private final List<String> filters = new ArrayList<>();
  private String page;

  /**
   * Begins with what every list leaves out.
   *
   * @param reader sees what they reported themselves and what is their unit's, whatever its
   *     visibility
   */
  ReportQuery(ReportSearch search, Reader reader) {
    this.search = search;
    filters.add("r.deleted_at is null");
    if (!reader.seesAll()) {
      filters.add(visibleTo(reader));
    }
    if (search.mine) {
      filters.add("r.reporter_id = " + add(reader.userId()));
    }
    if (search.from() != null) {
      filters.add("r.created_at >= " + add(utc(search.from())));
    }
    if (search.to() != null) {
      filters.add("r.created_at < " + add(utc(search.to())));
    }
    if (search.overdue) {
      filters.add("r.due_at < now()");
    }
    search
        .cursor()
        .ifPresent(
            (Cursor cursor) ->
                filters.add(
                    "(r.created_at, r.id) < (%s, %s)"
                        .formatted(add(utc(cursor.at())), add(cursor.id()))));
    search.box().ifPresent(box -> within(box, reader));
  }

  /**
   * The public finds anonymous reports where it is shown them; officers those of their unit where
   * they are. Put so that PostgreSQL guesses half of the reports to be within: it would take a list
   * for so short that sorting beats reading in order.
   */
  private void within(Box box, Reader reader) {
    String lat = place("lat", reader);
    String lon = place("lon", reader);
    filters.add(
        "coalesce(%s between %s and %s and %s between %s and %s, false)"
            .formatted(
                lat, add(box.south()), add(box.north()), lon, add(box.west()), add(box.east())));
  }

  private String place(String coordinate, Reader reader) {
    if (reader.seesAll()) {
      return "r." + coordinate;
    }
    return reader.unit() == null
        ? "r.shown_" + coordinate
        : "case when r.unit = %1$s then r.%2$s else r.shown_%2$s end"
            .formatted(add(reader.unit()), coordinate);
  }

  private String visibleTo(Reader reader) {
    List<String> ways = new ArrayList<>(List.of("r.visibility = 'PUBLIC'"));
    if (reader.userId() != null) {
      ways.add("r.reporter_id = " + add(reader.userId()));
    }
    if (reader.unit() != null) {
      ways.add("r.unit = " + add(reader.unit()));
    }
    return "(" + String.join(" or ", ways) + ")";
  }

  /** From these squares, each read newest first. */
  ReportQuery ofSquares(List<Long> squares) {
    filterByUnit();
    filterByCategoryAndStatus();
    String square =
        "unnest(%s::bigint[]) as s (square)".formatted(add(squares.toArray(Long[]::new)));
    page = merged(square, "r.square = s.square");
    return this;
  }

  /** From these reports, few enough to be sorted. */
  ReportQuery ofReports(List<UUID> ids) {
    filterByUnit();
    filterByCategoryAndStatus();
    filters.add("r.id = any(%s)".formatted(add(ids.toArray(UUID[]::new))));
    page = ordered();
    return this;
  }

  /** From whatever index has what is asked for in the order of the list. */
  ReportQuery ofStreams() {
    boolean byStatus = search.statuses() != null || search.overdue;
    if (search.mine) {
      filterByUnit();
      filterByCategoryAndStatus();
      page = ordered();
    } else if (search.unit != null) {
      String unit = add(search.unit);
      String statuses = "unnest(%s::text[]) as s (status)".formatted(add(statuses()));
      if (search.category != null) {
        filters.add(ofCategory());
      }
      page = merged(statuses, "r.unit = %s and r.status = s.status".formatted(unit));
    } else if (search.category != null || byStatus) {
      String streams =
          "(select id from category%s) as c cross join unnest(%s::text[]) as s (status)"
              .formatted(
                  search.category == null ? "" : " where code = " + add(search.category),
                  add(statuses()));
      page = merged(streams, "r.category_id = c.id and r.status = s.status");
    } else {
      page = ordered();
    }
    return this;
  }

  private void filterByUnit() {
    if (search.unit != null) {
      filters.add("r.unit = " + add(search.unit));
    }
  }

  private void filterByCategoryAndStatus() {
    if (search.category != null) {
      filters.add(ofCategory());
    }
    if (search.statuses() != null || search.overdue) {
      filters.add("r.status = any(%s)".formatted(add(statuses())));
    }
  }

  private String ofCategory() {
    return "r.category_id in (select id from category where code = %s)"
        .formatted(add(search.category));
  }

  /** What is late is open. */
  private String[] statuses() {
    List<String> asked = search.statuses() == null ? ALL : search.statuses();
    return asked.stream()
        .distinct()
        .filter(status -> !search.overdue || OPEN.contains(status))
        .toArray(String[]::new);
  }

  private String ordered() {
    return "select r.id, r.created_at from report r where %s %s limit %s"
        .formatted(String.join(" and ", filters), NEWEST_FIRST, limit());
  }

  private String merged(String streams, String ofOne) {
    filters.add(ofOne);
    return "select r.id, r.created_at from %s cross join lateral (%s) as r %s limit %s"
        .formatted(streams, ordered(), NEWEST_FIRST, limit());
  }

  private String limit() {
    return Integer.toString(search.limit() + 1);
  }

  private String add(Object parameter) {
    parameters.add(parameter);
    return "$" + parameters.size();
  }

  String sql() {
    return "with page as (%s)\n%sjoin page on page.id = r.id %s"
        .formatted(page, ReportStore.SELECT, NEWEST_FIRST);
  }

  Tuple tuple() {
    return Tuple.from(parameters);
  }
}
