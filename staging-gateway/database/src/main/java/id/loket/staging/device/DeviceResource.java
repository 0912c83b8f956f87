package id.loket.staging.device;

import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import id.loket.kit.http.TimeParameter;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Devices, for the other services of the staging machine (docs/sync.md). */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.SERVICE)
@ServiceAllowed("collector")
@Tag(name = "Devices")
public class DeviceResource {
  private final Devices devices;

  DeviceResource(Devices devices) {
    this.devices = devices;
  }

  @POST
  @Path("/logins")
  @Operation(summary = "Bind a device to a collector who signed in, and open a batch")
  @APIResponse(responseCode = "200", description = "the device, its batch and its last sequence")
  @APIResponse(responseCode = "403", description = "device-revoked, collector-dismissed")
  @APIResponse(
      responseCode = "409",
      description = "other-device-bound, device-of-another-collector, address-of-another-collector")
  public Uni<Bound> logIn(@Valid @NotNull LogIn login) {
    return devices.logIn(login);
  }

  @POST
  @Path("/devices/{id}/renewals")
  @Operation(summary = "Let a device have another token, if it is that collector's and not revoked")
  @APIResponse(responseCode = "204", description = "it may")
  @APIResponse(responseCode = "403", description = "device-revoked, device-unknown")
  public Uni<Void> renew(UUID id, @Valid @NotNull RenewDevice whose) {
    return devices.renew(id, whose);
  }

  @POST
  @Path("/devices/{id}/revocation")
  @Operation(summary = "Take nothing of a device any more")
  @APIResponse(responseCode = "204", description = "revoked")
  @APIResponse(responseCode = "404", description = "device-not-found")
  public Uni<Void> revoke(UUID id, @Valid @NotNull RevokeDevice why) {
    return devices.revoke(id, why);
  }

  @POST
  @Path("/collectors/{id}/dismissal")
  @Operation(summary = "Show nothing to a collector any more; what they recorded is still taken")
  @APIResponse(responseCode = "204", description = "dismissed")
  @APIResponse(responseCode = "404", description = "collector-not-found")
  public Uni<Void> dismiss(UUID id, @Valid @NotNull DismissCollector why) {
    return devices.dismiss(id, why);
  }

  @DELETE
  @Path("/collectors/{id}/dismissal")
  @Operation(summary = "Let a collector who was dismissed log in again")
  @APIResponse(responseCode = "204", description = "taken back")
  @APIResponse(responseCode = "404", description = "collector-not-found")
  public Uni<Void> reinstate(UUID id) {
    return devices.dismiss(id, null);
  }

  @GET
  @Path("/devices/revoked")
  @Operation(summary = "Devices revoked since then, the first ones first")
  public Uni<Page<RevokedDevice>> revoked(
      @NotNull @QueryParam("since") String since, @BeanParam PageQuery page) {
    return devices.revokedSince(TimeParameter.read("since", since), page);
  }
}
