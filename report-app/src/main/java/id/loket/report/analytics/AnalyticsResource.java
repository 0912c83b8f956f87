package id.loket.report.analytics;

import id.loket.kit.auth.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Questions about reports, for those who decide (DESIGN §3). As new as the last ETL run. */
@Path("/analytics")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.OFFICER, Role.ADMIN})
@Tag(name = "Analytics")
public class AnalyticsResource {
  private final Analytics analytics;

  AnalyticsResource(Analytics analytics) {
    this.analytics = analytics;
  }

  @GET
  @Path("/counts")
  @Operation(
      summary = "How many reports there are",
      description =
          "By category, area, status, unit or source. Areas are geohashes; precision 5 is some 4.9"
              + " km, 7 some 150 m. Anonymous and private reports are counted in the middle of"
              + " their block.")
  @APIResponse(responseCode = "400", description = "invalid-input")
  @APIResponse(responseCode = "503", description = "analytics-not-ready, unavailable")
  public Uni<Counts> counts(
      @BeanParam ReportFilter filter,
      @QueryParam("by") @DefaultValue("category") @Parameter(example = "category") String by,
      @QueryParam("precision") @DefaultValue("5") @Parameter(example = "5") int precision) {
    return analytics.counts(filter, by, precision);
  }

  @GET
  @Path("/resolution")
  @Operation(
      summary = "How long repairs took",
      description = "Percentiles of the hours from report to resolution.")
  @APIResponse(responseCode = "400", description = "invalid-input")
  @APIResponse(responseCode = "503", description = "analytics-not-ready, unavailable")
  public Uni<Resolution> resolution(
      @BeanParam ReportFilter filter,
      @QueryParam("by") @DefaultValue("category") @Parameter(example = "unit") String by) {
    return analytics.resolution(filter, by);
  }

  @GET
  @Path("/breaches")
  @Operation(
      summary = "Promises that were not kept",
      description = "Reports resolved after they were due, and open ones that are due now.")
  @APIResponse(responseCode = "400", description = "invalid-input")
  @APIResponse(responseCode = "503", description = "analytics-not-ready, unavailable")
  public Uni<Breaches> breaches(
      @BeanParam ReportFilter filter,
      @QueryParam("by") @DefaultValue("unit") @Parameter(example = "unit") String by) {
    return analytics.breaches(filter, by);
  }

  @GET
  @Path("/trends")
  @Operation(
      summary = "Reports over time",
      description = "Per day, week or month of the city, told apart by something or not.")
  @APIResponse(responseCode = "400", description = "invalid-input")
  @APIResponse(responseCode = "422", description = "analytics-too-fine: more than 50,000 points")
  @APIResponse(responseCode = "503", description = "analytics-not-ready, unavailable")
  public Uni<Trend> trend(
      @BeanParam ReportFilter filter,
      @QueryParam("interval") @DefaultValue("week") @Parameter(example = "week") String interval,
      @QueryParam("by") @Parameter(example = "category") String by) {
    return analytics.trend(filter, interval, by);
  }

  @GET
  @Path("/heatmap")
  @Operation(
      summary = "Where reports are",
      description = "GeoJSON: a point in the middle of every geohash square that has any.")
  @APIResponse(responseCode = "400", description = "invalid-input")
  @APIResponse(responseCode = "503", description = "analytics-not-ready, unavailable")
  public Uni<HeatMap> heatMap(
      @BeanParam ReportFilter filter,
      @QueryParam("precision") @DefaultValue("6") @Parameter(example = "6") int precision) {
    return analytics.heatMap(filter, precision);
  }
}
