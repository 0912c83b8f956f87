package id.loket.report.calendar;

import id.loket.kit.auth.Role;
import id.loket.kit.http.ETags;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** When units work: the time in which a report is to be repaired runs only then. */
@Path("/units/{unit}/calendar")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Working time")
public class CalendarResource {
  private static final String UNIT = "[a-z0-9-]{1,40}";

  private final Calendars calendars;

  CalendarResource(Calendars calendars) {
    this.calendars = calendars;
  }

  @GET
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(summary = "When a unit works")
  @APIResponse(
      responseCode = "200",
      description = "its calendar, with ETag",
      content = @Content(schema = @Schema(implementation = CalendarView.class)))
  @APIResponse(
      responseCode = "404",
      description = "calendar-not-found: the unit works around the clock")
  public Uni<Response> read(
      @PathParam("unit") @Pattern(regexp = UNIT, message = "{loket.code}") String unit) {
    return calendars.find(unit).map(CalendarResource::tagged);
  }

  @PUT
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Write down when a unit works",
      description =
          "Hours of the week and holidays, in a time zone. Counts for the time of reports that begins,"
              + " goes on or changes hands from now on. If-Match is honoured where it is sent.")
  @APIResponse(
      responseCode = "200",
      description = "the calendar, with its new ETag",
      content = @Content(schema = @Schema(implementation = CalendarView.class)))
  @APIResponse(responseCode = "412", description = "stale")
  public Uni<Response> put(
      @PathParam("unit") @Pattern(regexp = UNIT, message = "{loket.code}") String unit,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      @Valid @NotNull UnitCalendar.Fields wanted) {
    Long version = ifMatch == null ? null : Long.valueOf(ETags.required(ifMatch));
    return calendars.put(unit, version, wanted).map(CalendarResource::tagged);
  }

  @DELETE
  @RolesAllowed(Role.ADMIN)
  @Operation(summary = "Let a unit work around the clock again")
  @APIResponse(responseCode = "204", description = "done")
  @APIResponse(responseCode = "404", description = "calendar-not-found")
  public Uni<Void> remove(
      @PathParam("unit") @Pattern(regexp = UNIT, message = "{loket.code}") String unit) {
    return calendars.remove(unit);
  }

  private static Response tagged(UnitCalendar calendar) {
    return Response.ok(CalendarView.of(calendar))
        .header(HttpHeaders.ETAG, ETags.of(calendar.version()))
        .build();
  }
}
