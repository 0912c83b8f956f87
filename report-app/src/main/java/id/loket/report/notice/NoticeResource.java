package id.loket.report.notice;

import id.loket.kit.auth.Caller;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.report.report.Channel;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the caller was told. */
@Path("/notices")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notices")
public class NoticeResource {
  private final Notices notices;
  private final Caller caller;

  NoticeResource(Notices notices, Caller caller) {
    this.notices = notices;
    this.caller = caller;
  }

  /**
   * A notice as shown to whom it went.
   *
   * @param failure why it was given up, or why the last attempt failed
   */
  public record NoticeView(
      UUID id,
      UUID reportId,
      NoticeKind kind,
      Channel channel,
      NoticeStatus status,
      Instant createdAt,
      Instant sentAt,
      String failure) {
    static NoticeView of(Notice notice) {
      return new NoticeView(
          notice.id(),
          notice.reportId(),
          notice.kind(),
          notice.channel(),
          notice.status(),
          notice.createdAt(),
          notice.sentAt(),
          notice.failure());
    }
  }

  @GET
  @Authenticated
  @Operation(summary = "What the caller was told, newest first")
  public Uni<Page<NoticeView>> list(@BeanParam PageQuery page) {
    UUID user = caller.userId().orElseThrow(() -> new Problem(ProblemType.FORBIDDEN));
    return notices.list(user, page).map(found -> found.map(NoticeView::of));
  }
}
