package id.loket.collector.lkh;

import id.loket.collector.upstream.DeviceCaller;
import id.loket.kit.auth.Role;
import id.loket.kit.language.Language;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Daily visit reports (docs/sync.md): a collector's own with their device, any by administrators.
 */
@Path("/collector/lkh/{date}")
@RolesAllowed({Role.DEVICE, Role.ADMIN})
@Tag(name = "LKH")
public class LkhResource {
  private static final String CSV = "text/csv";
  private static final String PDF = "application/pdf";

  private final DailyReports reports;
  private final DeviceCaller caller;

  LkhResource(DailyReports reports, DeviceCaller caller) {
    this.reports = reports;
    this.caller = caller;
  }

  @GET
  @Produces({MediaType.APPLICATION_JSON, CSV, PDF})
  @Operation(summary = "The daily visit report (LKH), as JSON, CSV or PDF by Accept")
  @APIResponse(
      responseCode = "200",
      description = "the report; as JSON for whoever does not say",
      content = @Content(schema = @Schema(implementation = DayReport.class)))
  public Uni<Response> read(
      @PathParam("date") String date,
      @QueryParam("collector")
          @Parameter(description = "whose; administrators must say it, devices need not")
          UUID collector,
      @Context HttpHeaders headers) {
    String language = headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE);
    Uni<DayReport> report = report(date, collector, language);
    return switch (wanted(headers.getAcceptableMediaTypes())) {
      case CSV ->
          report.map(found -> file(LkhCsv.write(found), CSV + ";charset=UTF-8", found, "csv"));
      case PDF ->
          report.chain(
              found ->
                  reports
                      .paper(found, Language.preferred(language))
                      .map(pdf -> file(pdf, PDF, found, "pdf")));
      default -> report.map(found -> Response.ok(found, MediaType.APPLICATION_JSON).build());
    };
  }

  /** What the caller likes best of what there is; JSON before anything they like as much. */
  private static String wanted(List<MediaType> accepted) {
    for (MediaType type : accepted) {
      for (String offered : List.of(MediaType.APPLICATION_JSON, CSV, PDF)) {
        if (type.isCompatible(MediaType.valueOf(offered))) {
          return offered;
        }
      }
    }
    return MediaType.APPLICATION_JSON;
  }

  private Uni<DayReport> report(String date, UUID collector, String language) {
    return reports.of(
        whose(collector), day(date), caller.isDevice() ? caller.device() : null, language);
  }

  private UUID whose(UUID collector) {
    if (caller.isAdmin()) {
      if (collector == null) {
        throw Problem.invalid("collector", "field.required");
      }
      return collector;
    }
    return caller.user();
  }

  private static LocalDate day(String date) {
    try {
      return LocalDate.parse(date);
    } catch (DateTimeParseException malformed) {
      throw Problem.invalid("date", "field.date");
    }
  }

  private static Response file(Object content, String type, DayReport report, String ending) {
    return Response.ok(content, type)
        .header(
            "Content-Disposition", "inline; filename=\"lkh-" + report.date() + "." + ending + "\"")
        .header("Cache-Control", "private, no-cache")
        .build();
  }
}
