package id.loket.report.notice;

import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.problem.Problem;
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

  /** Notes in the caller's transaction whom to tell of a change, and through which channels. */
  Uni<Void> take(SqlClient transaction, UUID eventId, ReportChanged changed) {
    if (changed.source() == Source.SAMPLE) {
      return Uni.createFrom().voidItem();
    }
    return reports
        .find(changed.reportId())
        .chain(
            report ->
                reports
                    .change(changed.changeId())
                    .chain(
                        change ->
                            store.insert(
                                transaction,
                                eventId,
                                report.id(),
                                NoticeKind.of(changed.kind(), changed.status()),
                                facts(report, change, changed))))
        .replaceWithVoid()
        .onFailure(Problem.class)
        .recoverWithNull(); // the report was deleted meanwhile: nobody is told any more
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
