package id.loket.staging.monitoring;

import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import id.loket.kit.http.TimeParameter;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The state of collectors' work, for collector. */
@Path("/monitoring/collectors")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.SERVICE)
@ServiceAllowed("collector")
@Tag(name = "Monitoring")
public class MonitoringResource {
  private final Monitoring monitoring;

  MonitoringResource(Monitoring monitoring) {
    this.monitoring = monitoring;
  }

  @GET
  @Operation(summary = "How collectors are getting on")
  public Uni<Page<CollectorStatus>> collectors(@BeanParam PageQuery page) {
    return monitoring.collectors(page);
  }

  @GET
  @Path("/changes")
  @Operation(summary = "Collectors who synced since the last look")
  public Uni<CollectorChanges> changes(
      @QueryParam("token") String token, @BeanParam PageQuery page) {
    return monitoring.changes(token, page.limit());
  }

  @GET
  @Path("/{id}/trail")
  @Operation(summary = "Where a collector was, if they agreed to it")
  public Uni<List<CollectorStatus.SeenAt>> trail(
      UUID id, @NotNull @QueryParam("from") String from, @NotNull @QueryParam("to") String to) {
    return monitoring.trail(id, TimeParameter.read("from", from), TimeParameter.read("to", to));
  }
}
