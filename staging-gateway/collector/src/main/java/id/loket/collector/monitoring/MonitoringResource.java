package id.loket.collector.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.collector.upstream.DeviceCaller;
import id.loket.kit.auth.Role;
import id.loket.kit.page.PageQuery;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** What supervisors look at and do: for administrators. */
@Path("/collector")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Tag(name = "Monitoring")
public class MonitoringResource {
  private final Monitoring monitoring;
  private final DeviceCaller caller;
  private final ZoneId zone;

  MonitoringResource(
      Monitoring monitoring,
      DeviceCaller caller,
      @ConfigProperty(name = "loket.lkh.zone") ZoneId zone) {
    this.monitoring = monitoring;
    this.caller = caller;
    this.zone = zone;
  }

  @GET
  @Path("/monitoring/collectors")
  @Operation(summary = "How collectors are getting on")
  public Uni<CollectorPage> collectors(
      @BeanParam PageQuery page,
      @QueryParam("cursor") String cursor,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language) {
    return monitoring.collectors(page.limit(), cursor, language);
  }

  @GET
  @Path("/monitoring/stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RestStreamElementType(MediaType.APPLICATION_JSON)
  @Operation(summary = "Collectors as they sync, as server-sent events")
  @APIResponse(responseCode = "503", description = "unavailable: too many watch")
  public Multi<CollectorStatus> stream() {
    return monitoring.watch();
  }

  @GET
  @Path("/monitoring/collectors/{id}/trail")
  @Operation(summary = "Where a collector was on a day, if they agreed to it")
  public Uni<CollectorStatus.SeenAt[]> trail(
      UUID id,
      @NotNull @QueryParam("date") String date,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language) {
    try {
      return monitoring.trail(id, LocalDate.parse(date), zone, language);
    } catch (DateTimeParseException malformed) {
      throw Problem.invalid("date", "field.date");
    }
  }

  @GET
  @Path("/monitoring/services")
  @Operation(summary = "Which services of the staging machine are ready")
  public Uni<Map<String, Boolean>> services() {
    return monitoring.services();
  }

  @GET
  @Path("/monitoring/exchange")
  @Operation(summary = "What was exchanged with the core lately, and whether both sides agree")
  public Uni<JsonNode> exchange(@HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language) {
    return monitoring.exchange(language);
  }

  @GET
  @Path("/monitoring/audit")
  @Operation(
      summary = "What administrators did with collectors and devices",
      description = "The latest first, by actor, act, kind, object, from and to; page by page.")
  @Parameter(name = "actor", in = ParameterIn.QUERY, description = "who: a user's id")
  @Parameter(name = "act", in = ParameterIn.QUERY, example = "collector.dismissed")
  @Parameter(name = "kind", in = ParameterIn.QUERY, example = "collector")
  @Parameter(name = "object", in = ParameterIn.QUERY, description = "to which one: its id")
  @Parameter(name = "from", in = ParameterIn.QUERY, description = "at or after, RFC 3339")
  @Parameter(name = "to", in = ParameterIn.QUERY, description = "before, RFC 3339")
  @Parameter(name = "limit", in = ParameterIn.QUERY, description = "entries per page, 1 to 250")
  @Parameter(name = "cursor", in = ParameterIn.QUERY, description = "the 'next' of the page before")
  @APIResponse(responseCode = "200", description = "a page of acts")
  @APIResponse(responseCode = "400", description = "invalid-input, invalid-cursor")
  public Uni<JsonNode> audit(
      @Context UriInfo uri, @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language) {
    return monitoring.audit(uri.getRequestUri().getRawQuery(), language);
  }

  @POST
  @Path("/collectors/{id}/dismiss")
  @Operation(
      summary = "Dismiss a collector",
      description =
          "They cannot log in and are shown nothing any more, on whichever phone; what it has recorded is still"
              + " taken, and sealed after some days.")
  @APIResponse(responseCode = "204", description = "dismissed")
  @APIResponse(responseCode = "404", description = "collector-not-found")
  public Uni<Void> dismiss(
      UUID id,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language,
      @Valid @NotNull RevokeDevice why) {
    return monitoring.dismiss(id, caller.user(), why, language);
  }

  @POST
  @Path("/devices/{id}/revoke")
  @Operation(summary = "Take nothing of a device any more, because it is stolen or lost")
  @APIResponse(responseCode = "204", description = "revoked")
  @APIResponse(responseCode = "404", description = "device-not-found")
  public Uni<Void> revoke(
      UUID id,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language,
      @Valid @NotNull RevokeDevice why) {
    return monitoring.revoke(id, caller.user(), why, language);
  }
}
