package id.loket.report.question;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.ETags;
import id.loket.report.link.Links;
import id.loket.report.report.Reader;
import id.loket.report.report.Report;
import id.loket.report.report.ReportView;
import id.loket.report.report.Reports;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Questions to reporters over HTTP; people answer on the page behind the link. */
@Path("/reports/{id}/question")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Questions to reporters")
public class QuestionResource {
  private final Questions questions;
  private final Reports reports;
  private final Caller caller;

  QuestionResource(Questions questions, Reports reports, Caller caller) {
    this.questions = questions;
    this.reports = reports;
    this.caller = caller;
  }

  /** What the reporter is asked. */
  public record Question(@NotBlank @Size(max = 2000) String question) {}

  /**
   * What they answer.
   *
   * @param token of the link, where nobody signed in
   */
  @Schema(name = "AnswerToQuestion")
  public record Answer(@NotBlank @Size(max = 2000) String answer, @Size(max = 100) String token) {}

  @POST
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(
      summary = "Ask the reporter something",
      description =
          "They are told, with a link to answer. Until they do, the time to repair stands still, for 14"
              + " days at most.")
  @APIResponse(responseCode = "200", description = "the report, with its new ETag")
  @APIResponse(responseCode = "403", description = "officer-without-unit, officer-of-another-unit")
  @APIResponse(responseCode = "409", description = "report-closed, reporter-not-reachable")
  @APIResponse(responseCode = "412", description = "stale")
  public Uni<Response> ask(
      UUID id, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch, @Valid @NotNull Question wanted) {
    Long version = ifMatch == null ? null : Long.valueOf(ETags.required(ifMatch));
    return questions
        .ask(id, version, wanted.question().strip(), caller)
        .map(report -> tagged(report, Reader.Relation.STAFF));
  }

  @DELETE
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(summary = "Wait for the reporter's answer no longer")
  @APIResponse(responseCode = "200", description = "the report, with its new ETag")
  @APIResponse(responseCode = "409", description = "nothing-asked, report-closed")
  public Uni<Response> withdraw(UUID id) {
    return questions.withdraw(id, caller).map(report -> tagged(report, Reader.Relation.STAFF));
  }

  @POST
  @Path("/answer")
  @PermitAll
  @Operation(
      summary = "Answer what the reporter is asked",
      description =
          "As the signed-in reporter, with Report-Token, or with the token of the link in the notice.")
  @APIResponse(responseCode = "200", description = "as much of the report as the caller may see")
  @APIResponse(responseCode = "403", description = "question-link-unknown")
  @APIResponse(responseCode = "409", description = "nothing-asked, report-closed")
  public Uni<Response> answer(
      UUID id,
      @HeaderParam(Links.REPORTER_TOKEN_HEADER) String reporterToken,
      @Valid @NotNull Answer answer) {
    return reports
        .reader(caller, reporterToken)
        .chain(
            reader ->
                questions
                    .answer(id, answer.token(), reader, answer.answer())
                    .map(report -> tagged(report, reader.of(report))));
  }

  private static Response tagged(Report report, Reader.Relation relation) {
    return Response.ok(ReportView.of(report, relation))
        .header(HttpHeaders.ETAG, ETags.of(report.version()))
        .build();
  }
}
