package id.loket.report.notice;

import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.report.report.Change;
import id.loket.report.report.Report;
import id.loket.report.report.ReportChanged;
import id.loket.report.report.Reports;
import id.loket.report.report.Source;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * What people are told of the reports they made or voted for; sending is {@link NoticeDelivery}'s.
 */
@Singleton
public class Notices {
  private final NoticeStore store;
  private final Reports reports;

  Notices(NoticeStore store, Reports reports) {
    this.store = store;
    this.reports = reports;
  }

  /**
   * Notes in the caller's transaction whom to tell of a change, and through which channels.
   *
   * @return how many notices are to be sent
   */
  Uni<Integer> take(SqlClient transaction, UUID eventId, ReportChanged changed) {
    if (changed.source() == Source.SAMPLE) {
      return Uni.createFrom().item(0);
    }
    return Uni.combine()
        .all()
        .unis(
            reports.find(transaction, changed.reportId()),
            reports.change(transaction, changed.changeId()))
        .asTuple()
        .chain(
            found ->
                found.getItem1().isEmpty()
                    ? Uni.createFrom().item(0) // deleted meanwhile: nobody is told any more
                    : tell(
                        transaction,
                        eventId,
                        changed,
                        found.getItem1().get(),
                        found.getItem2().orElse(null)));
  }

  private Uni<Integer> tell(
      SqlClient transaction, UUID eventId, ReportChanged changed, Report report, Change change) {
    return store.insert(
        transaction,
        eventId,
        report.id(),
        NoticeKind.of(changed.kind(), changed.status()),
        facts(report, change, changed));
  }

  /** A page of a user's notices, newest first. */
  public Uni<Page<Notice>> list(UUID userId, PageQuery query) {
    int limit = query.limit();
    return store
        .list(userId, query.cursor(), limit + 1)
        .map(found -> Page.of(found, limit, notice -> new Cursor(notice.createdAt(), notice.id())));
  }

  private static Notice.Facts facts(Report report, Change change, ReportChanged changed) {
    return new Notice.Facts(
        report.category().name(),
        change == null ? null : change.note(),
        changed.occurredAt(),
        report.handling().resolvedAt(),
        change == null ? null : change.otherReport());
  }
}
