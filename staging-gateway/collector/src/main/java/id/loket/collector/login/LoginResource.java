package id.loket.collector.login;

import id.loket.kit.http.CallerAddress;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Online logins of devices (docs/sync.md). */
@Path("/collector/login")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Login")
public class LoginResource {
  private final Logins logins;
  private final CallerAddress addresses;

  LoginResource(Logins logins, CallerAddress addresses) {
    this.logins = logins;
    this.addresses = addresses;
  }

  @POST
  @PermitAll
  @Operation(
      summary = "Log a device in",
      description =
          "Needed at first use, after a batch was closed and after a reset of local data.")
  @APIResponse(
      responseCode = "200",
      description = "what it needs to work offline",
      content = @Content(schema = @Schema(implementation = LoggedIn.class)))
  @APIResponse(
      responseCode = "401",
      description = "wrong-credentials, second-factor-required, wrong-code")
  @APIResponse(
      responseCode = "403",
      description = "not-a-collector, not-verified, device-revoked, app-too-old")
  @APIResponse(
      responseCode = "409",
      description = "other-device-bound, device-of-another-collector, address-of-another-collector")
  @APIResponse(responseCode = "429", description = "too-many-attempts, with Retry-After")
  @APIResponse(responseCode = "503", description = "unavailable, with Retry-After")
  public Uni<Response> logIn(
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language,
      @Valid @NotNull LogIn login,
      @Context HttpServerRequest http) {
    return logins
        .logIn(login, addresses.of(http), language)
        .map(done -> Response.ok(done).header("Cache-Control", "no-store").build());
  }

  @POST
  @Path("refresh")
  @PermitAll
  @Operation(
      summary = "Give a device another token",
      description =
          "Without the password, once client-app says that the account and its role are still there."
              + " The refresh token is used up by that; if the answer is lost, the same may be sent"
              + " again. Good until the device was away for 30 days.")
  @APIResponse(
      responseCode = "200",
      description = "what it goes on with",
      content = @Content(schema = @Schema(implementation = RefreshedDevice.class)))
  @APIResponse(responseCode = "401", description = "session-ended: log in again")
  @APIResponse(responseCode = "403", description = "device-revoked, device-unknown")
  @APIResponse(responseCode = "503", description = "unavailable, with Retry-After")
  public Uni<Response> refresh(
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language,
      @Valid @NotNull RefreshDevice request) {
    return logins
        .refresh(request, language)
        .map(done -> Response.ok(done).header("Cache-Control", "no-store").build());
  }
}
