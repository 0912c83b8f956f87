package id.loket.report.report;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.report.place.Location;
import id.loket.report.text.Bilingual;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A report as somebody may see it. The public sees neither names nor answers nor, of anonymous
 * reports, the exact place; only officers see who it was and how to reach them.
 *
 * @param exact whether {@code location} is where it really is
 * @param dueAt while the reporter is asked something: if they do not answer
 * @param waitingForReporter whether they are asked something: until they answer, the time to repair
 *     stands still
 * @param reporterToken stands for the reporter where nobody signed in: shown once, when the report
 *     is made
 * @param nearby when the report is made: open ones that may be of the same damage
 */
@Schema(name = "Report")
public record ReportView(
    UUID id,
    CategoryName category,
    String note,
    Location location,
    boolean exact,
    boolean anonymous,
    Visibility visibility,
    Map<String, JsonNode> answers,
    ReportStatus status,
    String unit,
    int votes,
    UUID duplicateOf,
    Instant dueAt,
    boolean overdue,
    boolean waitingForReporter,
    Instant resolvedAt,
    UUID reporterId,
    Contact contact,
    Set<Channel> channels,
    UUID assignee,
    Source source,
    long version,
    Instant createdAt,
    Instant updatedAt,
    String reporterToken,
    List<Nearby> nearby) {

  /** Of which category it is. */
  public record CategoryName(UUID id, String code, Bilingual name) {}

  /** What somebody sees of a report. */
  public static ReportView of(Report report, Reader.Relation relation) {
    return of(report, relation, null, null);
  }

  static ReportView of(Report report, Reader.Relation relation, String token, List<Nearby> nearby) {
    boolean isPublic = relation == Reader.Relation.PUBLIC;
    boolean isStaff = relation == Reader.Relation.STAFF;
    Content content = report.content();
    Handling handling = report.handling();
    Author author = report.author();
    boolean exact = !isPublic || !author.anonymous();
    return new ReportView(
        report.id(),
        new CategoryName(
            report.category().id(), report.category().code(), report.category().name()),
        content.note(),
        exact ? content.location() : content.location().blurred(),
        exact,
        author.anonymous(),
        content.visibility(),
        isPublic ? null : content.answers(),
        handling.status(),
        handling.unit(),
        report.votes(),
        handling.duplicateOf(),
        handling.dueAt(),
        handling.status().isOpen() && handling.clock().isOver(Instant.now()),
        handling.status().isOpen() && handling.clock().isWaiting(Instant.now()),
        handling.resolvedAt(),
        isPublic ? null : author.userId(),
        isPublic ? null : author.contact(),
        isPublic ? null : author.channels(),
        isStaff ? handling.assignee() : null,
        report.source(),
        report.version(),
        report.createdAt(),
        report.updatedAt(),
        token,
        nearby);
  }
}
