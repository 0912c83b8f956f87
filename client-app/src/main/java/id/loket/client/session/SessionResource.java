package id.loket.client.session;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.ServiceAllowed;
import id.loket.kit.http.CallerAddress;
import id.loket.kit.http.ClientAddress;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Sessions: signing in, keeping signed in, signing out. */
@Path("/sessions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "sessions")
public class SessionResource {
  private static final int CREATED = 201;
  private final Sessions sessions;
  private final Caller caller;
  private final CallerAddress addresses;

  SessionResource(Sessions sessions, Caller caller, CallerAddress addresses) {
    this.sessions = sessions;
    this.caller = caller;
    this.addresses = addresses;
  }

  /**
   * Signs in. Answers 201 with an access token (JWT, 15 minutes) and a refresh token. Problems:
   * {@code wrong-credentials} (401) for a wrong password and an unknown address alike, {@code
   * too-many-attempts} (429) with {@code Retry-After}, and for an account with an authenticator app
   * {@code second-factor-required} (401) without {@code code}, {@code wrong-code} (401). An address
   * that is not proven yet is as unknown as any other. collector, which signs field devices in,
   * says with its service token who asks it: {@code Loket-Caller-Address} and {@code Loket-Device};
   * of anybody else they are not believed.
   */
  @POST
  @PermitAll
  @ServiceAllowed("collector")
  @Operation(summary = "Sign in")
  @APIResponse(
      responseCode = "201",
      description = "the session's tokens",
      content = @Content(schema = @Schema(implementation = SessionTokens.class)))
  @APIResponse(
      responseCode = "401",
      description = "wrong-credentials, second-factor-required, wrong-code")
  @APIResponse(responseCode = "429", description = "too-many-attempts, with Retry-After")
  public Uni<Response> signIn(
      @Valid @NotNull SignIn request,
      @HeaderParam("Loket-Caller-Address") @Parameter(hidden = true) String callersAddress,
      @HeaderParam("Loket-Device") @Parameter(hidden = true) UUID device,
      @Context HttpServerRequest http) {
    return sessions
        .signIn(request, origin(callersAddress, device, addresses.of(http)))
        .map(tokens -> answer(CREATED, tokens));
  }

  private boolean isCollector() {
    return caller.isService();
  }

  private Origin origin(String callersAddress, UUID device, ClientAddress peer) {
    return isCollector()
        ? new Origin(
            ClientAddress.parse(callersAddress).orElse(peer).group(), Optional.ofNullable(device))
        : Origin.of(peer);
  }

  /**
   * Exchanges a refresh token for new tokens. Each is good once; sending one again ends the
   * session. Those of field devices are exchanged through collector only. Problem: {@code
   * session-ended} (401).
   */
  @POST
  @Path("refresh")
  @PermitAll
  @ServiceAllowed("collector")
  @Operation(summary = "Exchange the refresh token for new tokens")
  @APIResponse(
      responseCode = "200",
      description = "new tokens; the old refresh token is used up",
      content = @Content(schema = @Schema(implementation = SessionTokens.class)))
  @APIResponse(responseCode = "401", description = "session-ended")
  public Uni<Response> refresh(@Valid @NotNull RefreshSession request) {
    return sessions
        .refresh(request.refreshToken(), isCollector())
        .map(tokens -> answer(200, tokens));
  }

  /**
   * Signs out: this session, or with {@code all=true} every session of the user. Access tokens
   * already issued stay valid until they expire.
   */
  @DELETE
  @Authenticated
  @Operation(summary = "Sign out")
  @APIResponse(responseCode = "204", description = "signed out")
  public Uni<Void> signOut(
      @QueryParam("all")
          @DefaultValue("false")
          @Parameter(description = "end every session of the user")
          boolean all) {
    return all || caller.sessionId().isEmpty()
        ? caller.userId().map(sessions::endAll).orElseGet(() -> Uni.createFrom().voidItem())
        : sessions.end(caller.sessionId().orElseThrow());
  }

  private static Response answer(int status, SessionTokens tokens) {
    return Response.status(status).entity(tokens).header("Cache-Control", "no-store").build();
  }
}
