package id.loket.report.notice;

import id.loket.kit.auth.Caller;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.report.link.Links;
import id.loket.report.report.Report;
import id.loket.report.report.Reports;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A reporter confirms the number SMS are to go to. */
@Path("/reports/{id}/phone")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notices")
public class PhoneResource {
  private final Phones phones;
  private final Reports reports;
  private final Caller caller;

  PhoneResource(Phones phones, Reports reports, Caller caller) {
    this.phones = phones;
    this.reports = reports;
    this.caller = caller;
  }

  /** The code that was sent. */
  public record Code(@NotNull @Pattern(regexp = "[0-9]{6}") String code) {}

  @POST
  @Path("/codes")
  @PermitAll
  @Operation(
      summary = "Have a code sent to the reporter's number",
      description =
          "As the signed-in reporter, or with Report-Token. No SMS is sent to a number before it is"
              + " confirmed with such a code.")
  @APIResponse(responseCode = "202", description = "sent")
  @APIResponse(responseCode = "403", description = "forbidden: not the reporter")
  @APIResponse(responseCode = "409", description = "no-phone")
  @APIResponse(responseCode = "429", description = "too-many-codes")
  public Uni<Response> sendCode(
      UUID id, @HeaderParam(Links.REPORTER_TOKEN_HEADER) String reporterToken) {
    return own(id, reporterToken).chain(phones::sendCode).map(sent -> Response.accepted().build());
  }

  @PUT
  @PermitAll
  @Operation(summary = "Confirm the reporter's number with the code that was sent to it")
  @APIResponse(responseCode = "204", description = "confirmed, for the user's other reports too")
  @APIResponse(responseCode = "403", description = "forbidden: not the reporter")
  @APIResponse(responseCode = "409", description = "no-phone")
  @APIResponse(responseCode = "422", description = "wrong-code")
  public Uni<Void> confirm(
      UUID id,
      @HeaderParam(Links.REPORTER_TOKEN_HEADER) String reporterToken,
      @Valid @NotNull Code code) {
    return own(id, reporterToken).chain(report -> phones.confirm(report, code.code()));
  }

  private Uni<Report> own(UUID id, String token) {
    return reports
        .reader(caller, token)
        .chain(
            reader ->
                reports
                    .visible(id, reader)
                    .invoke(
                        report -> {
                          if (!report.isOf(reader.userId()) && !reader.holdsToken().test(id)) {
                            throw new Problem(ProblemType.FORBIDDEN);
                          }
                        }));
  }
}
