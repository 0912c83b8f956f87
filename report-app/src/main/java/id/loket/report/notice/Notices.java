package id.loket.report.notice;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.trace.TraceParent;
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
  private final FanOut fanOut;
  private final TolerantJson json;
  private final Reports reports;

  Notices(NoticeStore store, FanOut fanOut, TolerantJson json, Reports reports) {
    this.store = store;
    this.fanOut = fanOut;
    this.json = json;
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
    return fanOut.begin(
        transaction,
        new FanOutStore.Told(
            eventId,
            report.id(),
            NoticeKind.of(changed.kind(), changed.status()),
            json.write(facts(report, change, changed)),
            changed.occurredAt(),
            TraceParent.current()));
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
        change == null ? null : change.otherReport(),
        changed.kind() == Change.Kind.ASKED ? changed.changeId() : null,
        null);
  }
}
