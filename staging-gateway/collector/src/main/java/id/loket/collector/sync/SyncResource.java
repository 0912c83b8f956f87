package id.loket.collector.sync;

import id.loket.collector.upstream.DeviceCaller;
import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Syncs of devices (docs/sync.md). */
@Path("/collector/sync")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sync")
public class SyncResource {
  private final Syncs syncs;
  private final DeviceCaller caller;

  SyncResource(Syncs syncs, DeviceCaller caller) {
    this.syncs = syncs;
    this.caller = caller;
  }

  @POST
  @RolesAllowed({Role.DEVICE, Role.SERVICE})
  @ServiceAllowed("gateway")
  @Operation(
      summary = "Push what was recorded, pull what changed",
      description =
          "With a device token; the gateway, for a push it kept, names the device in Loket-User and"
              + " Loket-Device, and in Loket-Stored-At when it took it. Repeating a push, and pushing in another order, changes nothing.")
  @APIResponse(responseCode = "200", description = "what became of it")
  @APIResponse(responseCode = "400", description = "invalid-input, malformed-json")
  @APIResponse(responseCode = "401", description = "unauthenticated: log in")
  @APIResponse(responseCode = "403", description = "device-revoked, device-unknown")
  @APIResponse(responseCode = "413", description = "too-large")
  @APIResponse(responseCode = "503", description = "unavailable, with Retry-After")
  public Uni<SyncAnswer> sync(
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language,
      @Parameter(hidden = true) @HeaderParam("Loket-User") UUID keptForUser,
      @Parameter(hidden = true) @HeaderParam("Loket-Device") UUID keptForDevice,
      @Parameter(hidden = true) @HeaderParam("Loket-Stored-At") String storedAt,
      @Valid @NotNull SyncDevice request) {
    if (caller.isGateway()) {
      if (keptForUser == null || keptForDevice == null) {
        throw new Problem(ProblemType.FORBIDDEN);
      }
      return syncs.sync(
          keptForUser, keptForDevice, request.withoutPull(), time(storedAt), language);
    }
    return syncs.sync(caller.user(), caller.device(), request, null, language);
  }

  private static Instant time(String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException malformed) {
      throw Problem.invalid("Loket-Stored-At", "field.type.time");
    }
  }
}
