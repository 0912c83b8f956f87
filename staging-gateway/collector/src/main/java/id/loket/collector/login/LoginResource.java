package id.loket.collector.login;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Online logins of devices (docs/sync.md). */
@Path("/collector/login")
@Tag(name = "Login")
public class LoginResource {
  private final Logins logins;

  LoginResource(Logins logins) {
    this.logins = logins;
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
  @APIResponse(responseCode = "401", description = "wrong-credentials")
  @APIResponse(responseCode = "403", description = "not-a-collector, device-revoked, app-too-old")
  @APIResponse(
      responseCode = "409",
      description = "other-device-bound, device-of-another-collector")
  @APIResponse(responseCode = "429", description = "too-many-attempts, with Retry-After")
  @APIResponse(responseCode = "503", description = "unavailable, with Retry-After")
  public Uni<Response> logIn(
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language, @Valid @NotNull LogIn login) {
    return logins
        .logIn(login, language)
        .map(done -> Response.ok(done).header("Cache-Control", "no-store").build());
  }
}
