package id.loket.ota.ping;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Ping-backs: how updates went. */
@Path("/apk/coll")
@Produces(MediaType.APPLICATION_JSON)
public class PingResource {
  private static final int LONGEST_REASON = 300;

  private final Pings pings;
  private final Caller caller;

  PingResource(Pings pings, Caller caller) {
    this.pings = pings;
    this.caller = caller;
  }

  /** What a phone says after an update. */
  @Schema(description = "how an update went")
  public record Ping(
      @NotNull(message = "field.ota.version") @Positive(message = "field.ota.version")
          Long versionCode,
      @NotNull(message = "field.type.choice") Outcome outcome,
      @Size(max = LONGEST_REASON, message = "field.ota.reason") String reason) {}

  @POST
  @Path("/pings")
  @RolesAllowed(Role.DEVICE)
  @Tag(name = "updates")
  @Operation(
      summary = "Say how an update went",
      description =
          "Once or often: a device counts once. When more than a tenth of the devices that reported (at"
              + " least 20) could not install a version, it is halted: offered to nobody until an administrator has"
              + " looked.")
  @APIResponse(responseCode = "204", description = "noted")
  @APIResponse(responseCode = "404", description = "release-not-found")
  @APIResponse(responseCode = "503", description = "release-store-unavailable: say it again later")
  public Uni<Void> take(@NotNull @Valid Ping ping) {
    String device =
        caller.deviceId().orElseThrow(() -> new Problem(ProblemType.FORBIDDEN)).toString();
    String reason = ping.reason() == null ? "" : ping.reason();
    return pings.take(ping.versionCode(), ping.outcome(), device, reason);
  }
}
