package id.loket.client.user;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.client.secret.Digests;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import id.loket.kit.http.CallerAddress;
import id.loket.kit.http.ETags;
import id.loket.kit.http.MergePatch;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.Answer;
import id.loket.kit.postgres.IdempotencyKey;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.OptionalLong;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** People's accounts: registering, reading, changing, deleting; the list is for administrators. */
@Path("/users")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "users")
public class UserResource {
  private final Registrations registrations;
  private final Users users;
  private final Caller caller;
  private final CallerAddress addresses;
  private final TolerantJson json;

  UserResource(
      Registrations registrations,
      Users users,
      Caller caller,
      CallerAddress addresses,
      TolerantJson json) {
    this.registrations = registrations;
    this.users = users;
    this.caller = caller;
    this.addresses = addresses;
    this.json = json;
  }

  /**
   * Asks for a citizen's account. The answer is 202 whoever exists; the rest comes by mail: a link
   * that makes the account, or a word that the address has one. Signing in then tells the id.
   * Problems: {@code invalid-input} (a weak password too), {@code too-many-attempts} (429), counted
   * by the caller's address and by the e-mail address. Accepts {@code Idempotency-Key}; the
   * password does not count as part of the body then, because no digest of it is kept.
   */
  @POST
  @PermitAll
  @Operation(summary = "Register; a link that makes the account is mailed")
  @APIResponse(responseCode = "202", description = "a mail is on its way, whoever exists")
  @APIResponse(responseCode = "400", description = "invalid-input: fields missing, a weak password")
  @APIResponse(responseCode = "409", description = "idempotency-key-in-flight")
  @APIResponse(responseCode = "422", description = "idempotency-key-reused")
  @APIResponse(responseCode = "429", description = "too-many-attempts, with Retry-After")
  public Uni<Response> register(
      @Valid @NotNull RegisterUser request,
      @HeaderParam("Idempotency-Key") @Parameter(example = "\"8e03978e-40d5-43dd\"") String key,
      @HeaderParam("Accept-Language") @Parameter(hidden = true) String acceptLanguage,
      @Context HttpServerRequest http) {
    String owner = Digests.hex(Digests.ofEmail(request.email()));
    return registrations
        .register(
            request,
            Language.preferred(acceptLanguage),
            addresses.of(http).group(),
            IdempotencyKey.read(key, "POST /users", owner, request.withoutPassword(), json))
        .map(Answer::toResponse);
  }

  /**
   * Who was deleted, the first ones first, for services that hear no messages. An empty page has no
   * {@code next}: ask again from where you were.
   */
  @GET
  @Path("deleted")
  @RolesAllowed(Role.SERVICE)
  @ServiceAllowed("database")
  @Operation(summary = "Users who are to be forgotten (services)")
  @APIResponse(responseCode = "200", description = "a page of ids")
  public Uni<Page<DeletedUser>> deleted(@BeanParam PageQuery page) {
    return users.deleted(page);
  }

  /**
   * Users whose name or e-mail address contains {@code q}, newest first (RFC 8288 {@code Link} to
   * the next page). For administrators.
   */
  @GET
  @RolesAllowed(Role.ADMIN)
  @Operation(summary = "List and search users (administrators)")
  @APIResponse(responseCode = "200", description = "a page of users")
  @APIResponse(responseCode = "400", description = "invalid-cursor, invalid-input (limit)")
  public Uni<Page<UserView>> list(
      @QueryParam("q") @Parameter(description = "part of a name or address", example = "siti")
          String search,
      @BeanParam PageQuery page) {
    return users.list(search, page);
  }

  /**
   * Whose token it is: also for whoever signs in at an issuer outside and does not know their id
   * here. Problems: {@code not-verified} (403) and {@code email-taken} (409) of such a person.
   */
  @GET
  @Path("me")
  @Authenticated
  @Operation(summary = "Read one's own account")
  @APIResponse(
      responseCode = "200",
      description = "the account, with its ETag",
      content = @Content(schema = @Schema(implementation = UserView.class)))
  @APIResponse(responseCode = "403", description = "forbidden: no user's token; not-verified")
  @APIResponse(responseCode = "404", description = "user-not-found: it was deleted")
  @APIResponse(
      responseCode = "409",
      description = "email-taken: an account with a password has that address")
  public Uni<Response> me() {
    UUID id = caller.userId().orElseThrow(() -> new Problem(ProblemType.FORBIDDEN));
    return users.read(id).map(UserResource::response);
  }

  /**
   * One user, with an {@code ETag} for changing it; 304 for {@code If-None-Match}. Problems: {@code
   * forbidden} for somebody else's account, {@code user-not-found}.
   */
  @GET
  @Path("{id}")
  @Authenticated
  @ServiceAllowed("report-app")
  @Operation(summary = "Read one's account")
  @APIResponse(
      responseCode = "200",
      description = "the account, with its ETag",
      content = @Content(schema = @Schema(implementation = UserView.class)))
  @APIResponse(responseCode = "403", description = "forbidden: somebody else's account")
  @APIResponse(responseCode = "404", description = "user-not-found")
  public Uni<Response> read(UUID id, @HeaderParam("If-None-Match") String known) {
    caller.requireActingFor(id);
    return users
        .read(id)
        .map(
            found ->
                ETags.matches(known, found.version())
                    ? Response.notModified().header("ETag", ETags.of(found.version())).build()
                    : response(found));
  }

  /**
   * Changes what the JSON Merge Patch (RFC 7396) names: absent members stay, {@code "phone": null}
   * removes. The e-mail address is changed at {@code PUT /users/{id}/email}; roles are changed by
   * administrators only. Problems: {@code precondition-required} (428) without {@code If-Match},
   * {@code stale} (412), {@code unsupported-media-type} (415).
   */
  @PATCH
  @Path("{id}")
  @Authenticated
  @Consumes(MergePatch.MEDIA_TYPE)
  @Operation(summary = "Change one's account (RFC 7396)")
  @APIResponse(
      responseCode = "200",
      description = "the changed account, with its new ETag",
      content = @Content(schema = @Schema(implementation = UserView.class)))
  @APIResponse(
      responseCode = "409",
      description = "kept-elsewhere: name and roles are kept where the user signs in")
  @APIResponse(responseCode = "412", description = "stale")
  @APIResponse(responseCode = "415", description = "unsupported-media-type")
  @APIResponse(responseCode = "428", description = "precondition-required")
  public Uni<Response> change(
      UUID id,
      @HeaderParam("If-Match") @Parameter(example = "\"3\"") String ifMatch,
      @NotNull
          @RequestBody(
              content =
                  @Content(
                      mediaType = MergePatch.MEDIA_TYPE,
                      schema = @Schema(implementation = PersonalData.class),
                      example = "{\"name\": \"Siti Aminah Putri\", \"phone\": null}"))
          JsonNode patch) {
    caller.requireActingFor(id);
    long version = ETags.required(ifMatch);
    return users.change(id, version, patch, caller.isAdmin()).map(UserResource::response);
  }

  /**
   * Forgets the user: personal data is wiped at once, sessions end, bookings keep their history
   * under the id. {@code If-Match} is honoured when sent. Problems: {@code user-not-found}, {@code
   * stale}.
   */
  @DELETE
  @Path("{id}")
  @Authenticated
  @Operation(summary = "Delete one's account; personal data is wiped")
  @APIResponse(responseCode = "204", description = "deleted")
  @APIResponse(responseCode = "404", description = "user-not-found")
  public Uni<Void> delete(UUID id, @HeaderParam("If-Match") String ifMatch) {
    caller.requireActingFor(id);
    OptionalLong version =
        ifMatch == null ? OptionalLong.empty() : OptionalLong.of(ETags.required(ifMatch));
    return users.delete(id, version, caller.isAdmin());
  }

  private static Response response(VersionedUser found) {
    return Response.ok(found.user()).header("ETag", ETags.of(found.version())).build();
  }
}
