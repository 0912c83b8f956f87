package id.loket.local.city;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Writes sample reports into report-app's tables as fast as PostgreSQL takes them (COPY). */
public final class ReportTables {
  private static final int AT_ONCE = 5000;
  private static final double CELLS_PER_DEGREE = 200;
  private static final long CELL_ROW = 100_000;

  private final CopyManager copy;
  private final Map<String, UUID> categories;
  private final Instant now;
  private final StringBuilder reports = new StringBuilder();
  private final StringBuilder changes = new StringBuilder();
  private int waiting;
  private long written;

  /**
   * Prepares writing.
   *
   * @param categories the ids of the categories by code
   * @param now by which it is told what is late
   */
  public ReportTables(Connection connection, Map<String, UUID> categories, Instant now)
      throws SQLException {
    this.copy = connection.unwrap(PGConnection.class).getCopyAPI();
    this.categories = categories;
    this.now = now;
  }

  /** Writes a report with its history, at the latest at {@link #finish}. */
  public void add(SampleReport report) {
    reports.append(line(report));
    change(report, 1, "RECEIVED", "RECEIVED", "reporter", report.createdAt());
    if (report.verifiedAt() != null) {
      change(report, 2, "STATUS", "VERIFIED", "officer", report.verifiedAt());
    }
    if (report.begunAt() != null) {
      change(report, 3, "STATUS", "IN_PROGRESS", "officer", report.begunAt());
    }
    if (report.closedAt() != null) {
      change(report, 4, "STATUS", report.status(), "officer", report.closedAt());
    }
    if (++waiting == AT_ONCE) {
      flush();
    }
  }

  /** Writes what is left; how many reports were written in all. */
  public long finish() {
    flush();
    return written;
  }

  private void flush() {
    try {
      copy.copyIn(
          """
          copy report (id, category_id, note, lat, lon, address, cell, anonymous, visibility, status,
            unit, votes, source, due_at, sla_breached_at, resolved_at, created_at, updated_at)
          from stdin""",
          new StringReader(reports.toString()));
      copy.copyIn(
          "copy report_change (id, report_id, kind, status, by_role, unit, at) from stdin",
          new StringReader(changes.toString()));
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("PostgreSQL did not take the sample reports: " + e, e);
    }
    written += waiting;
    waiting = 0;
    reports.setLength(0);
    changes.setLength(0);
  }

  private String line(SampleReport report) {
    Instant breached = breachedAt(report);
    return String.join(
            "\t",
            report.id().toString(),
            categories.get(report.category()).toString(),
            report.note(),
            text(report.lat()),
            text(report.lon()),
            text(report.address()),
            report.lat() == null ? "\\N" : Long.toString(cell(report.lat(), report.lon())),
            Boolean.toString(report.anonymous()),
            report.isPrivate() ? "PRIVATE" : "PUBLIC",
            report.status(),
            report.unit(),
            Integer.toString(report.votes()),
            "SAMPLE",
            report.dueAt().toString(),
            text(breached),
            text(report.resolvedAt()),
            report.createdAt().toString(),
            report.updatedAt().toString())
        + "\n";
  }

  private Instant breachedAt(SampleReport report) {
    Instant until = report.closedAt() == null ? now : report.closedAt();
    return until.isAfter(report.dueAt()) ? report.dueAt() : null;
  }

  private void change(
      SampleReport report, int step, String kind, String status, String role, Instant at) {
    // the report's id with another end: unique, and the same for the same seed
    UUID id =
        new UUID(
            report.id().getMostSignificantBits(),
            report.id().getLeastSignificantBits() ^ (long) step << 40);
    changes
        .append(
            String.join(
                "\t",
                id.toString(),
                report.id().toString(),
                kind,
                status,
                role,
                report.unit(),
                at.toString()))
        .append('\n');
  }

  private static String text(Object value) {
    return value == null ? "\\N" : value.toString();
  }

  /** The square report-app looks for neighbours in. */
  private static long cell(double lat, double lon) {
    return (long) Math.floor((lat + 90) * CELLS_PER_DEGREE) * CELL_ROW
        + (long) Math.floor((lon + 180) * CELLS_PER_DEGREE);
  }
}
