package id.loket.report.analytics;

import id.loket.kit.auth.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** Taking reports over into analytics (DESIGN §3). */
@Path("/analytics/etl")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Analytics")
public class EtlResource {
  private static final Logger LOG = Logger.getLogger(EtlResource.class);

  private final Etl etl;
  private final EtlOverview overview;

  EtlResource(Etl etl, EtlOverview overview) {
    this.etl = etl;
    this.overview = overview;
  }

  @GET
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(
      summary = "How analytics stands beside the reports",
      description =
          "Whether a run is under way, how long the oldest change has been waiting, what the last"
              + " run did, and how many reports differ between PostgreSQL and OpenSearch: 0, unless"
              + " something is wrong. Compared when it is asked for, by sums that are kept, and"
              + " report by report where these differ.")
  @APIResponse(responseCode = "200", description = "the state")
  public Uni<EtlStatus> status() {
    return overview.status();
  }

  @POST
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Take over now what has changed",
      description =
          "Accepted at once; GET /analytics/etl tells when it is done. With rebuild=true all"
              + " reports are taken into new indices, which replace those asked now in one step."
              + " Nothing happens while a run is under way already.")
  @APIResponse(responseCode = "202", description = "begun, or under way already")
  public Response run(
      @QueryParam("rebuild")
          @DefaultValue("false")
          @Parameter(description = "take all reports anew", example = "false")
          boolean rebuild) {
    etl.run("request", rebuild ? Etl.Kind.REBUILD : Etl.Kind.INCREMENTAL)
        .subscribe()
        .with(done -> {}, failure -> LOG.warnf("No run was begun: %s", failure));
    return Response.accepted().location(URI.create("/analytics/etl")).build();
  }
}
