package id.loket.report.confirmation;

import id.loket.kit.auth.Caller;
import id.loket.report.link.Links;
import id.loket.report.report.ReportView;
import id.loket.report.report.Reports;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The answer to "is it fixed?", for apps; people use the page behind the link. */
@Path("/reports/{id}/confirmation")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Is it fixed?")
public class ConfirmationResource {
  private final Confirmations confirmations;
  private final Reports reports;
  private final Caller caller;

  ConfirmationResource(Confirmations confirmations, Reports reports, Caller caller) {
    this.confirmations = confirmations;
    this.reports = reports;
    this.caller = caller;
  }

  /**
   * What whoever suffered from it says.
   *
   * @param fixed whether the repair holds; if not, the report is opened again
   * @param token of the link, where nobody signed in
   * @param voter of the link, where it has one
   */
  public record Answer(
      @NotNull Boolean fixed,
      @Size(max = 2000) String note,
      @Size(max = 100) String token,
      UUID voter) {}

  @POST
  @PermitAll
  @Operation(
      summary = "Say whether it is fixed",
      description =
          "As the signed-in reporter or somebody who voted, with Report-Token, or with what the link in"
              + " the notice holds. If it is not, the report is IN_PROGRESS again; history says who"
              + " said so.")
  @APIResponse(responseCode = "200", description = "as much of the report as the caller may see")
  @APIResponse(responseCode = "403", description = "confirmation-link-unknown")
  @APIResponse(responseCode = "409", description = "nothing-to-confirm, too-late-to-reopen")
  public Uni<ReportView> answer(
      UUID id,
      @HeaderParam(Links.REPORTER_TOKEN_HEADER) String reporterToken,
      @Valid @NotNull Answer answer) {
    return reports
        .reader(caller, reporterToken)
        .chain(
            reader ->
                confirmations
                    .answer(
                        id,
                        new Confirmations.Link(answer.token(), answer.voter()),
                        reader,
                        answer.fixed(),
                        answer.note())
                    // A link lets somebody answer and read nothing: links are passed on.
                    .map(report -> ReportView.of(report, reader.of(report))));
  }
}
