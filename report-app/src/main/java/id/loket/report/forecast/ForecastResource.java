package id.loket.report.forecast;

import id.loket.kit.auth.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where damage will come, and what to do about it first (DESIGN §3). */
@Path("/forecasts")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.OFFICER, Role.ADMIN})
@Tag(name = "Forecasts")
public class ForecastResource {
  private final Forecasts forecasts;

  ForecastResource(Forecasts forecasts) {
    this.forecasts = forecasts;
  }

  @GET
  @Operation(
      summary = "How much damage the next weeks will bring",
      description =
          "Counted by reports, each damage once: those rejected or merged into others are left out."
              + " Per area (geohash of 5 characters) and category, and all together. A seasonal"
              + " shape per category (Poisson regression with yearly waves and a trend) times a"
              + " level per area and category that forgets slowly; intervals of its negative"
              + " binomial distribution. GET /forecasts/back-test says how good that is.")
  @APIResponse(responseCode = "400", description = "invalid-input")
  @APIResponse(responseCode = "409", description = "too-little-history")
  @APIResponse(responseCode = "503", description = "analytics-not-ready, unavailable")
  public Uni<ForecastsView> forecast(
      @QueryParam("area") @Parameter(description = "the beginning of a geohash", example = "qqu8")
          String area,
      @QueryParam("category") @Parameter(example = "street-lamp") String category,
      @QueryParam("weeks") @DefaultValue("4") @Parameter(example = "4") @Min(1) @Max(26)
          int weeks) {
    return forecasts.forecast(area, category, weeks);
  }

  @GET
  @Path("/back-test")
  @Operation(
      summary = "How good forecasts would have been",
      description =
          "Every fourth week of the last year the model learned from what was known then and"
              + " foretold four weeks: its errors, beside those of the same week a year before and"
              + " of the mean of the last four weeks.")
  @APIResponse(responseCode = "409", description = "too-little-history")
  @APIResponse(responseCode = "503", description = "analytics-not-ready, unavailable")
  public Uni<BackTest> backTest() {
    return forecasts.backTest();
  }

  @POST
  @Path("/priorities")
  @Operation(
      summary = "Which repairs to plan with a budget",
      description =
          "Damage that is reported comes first, then damage that will probably come, each weighed"
              + " against the cost of its repair. Changes nothing.")
  @APIResponse(responseCode = "400", description = "invalid-input")
  @APIResponse(responseCode = "409", description = "too-little-history")
  @APIResponse(responseCode = "503", description = "analytics-not-ready, unavailable")
  public Uni<RepairPlan> plan(@NotNull @Valid PlanRepairs wanted) {
    return forecasts.plan(wanted);
  }
}
