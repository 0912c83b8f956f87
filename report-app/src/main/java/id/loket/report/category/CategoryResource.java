package id.loket.report.category;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.ETags;
import id.loket.kit.http.MergePatch;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.Answer;
import id.loket.kit.postgres.IdempotencyKeys;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Categories over HTTP (DESIGN §3). */
@Path("/categories")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Categories")
public class CategoryResource {
  private static final String CREATE = "POST /categories";

  private final Categories categories;
  private final IdempotencyKeys keys;
  private final TolerantJson json;
  private final Caller caller;

  CategoryResource(Categories categories, IdempotencyKeys keys, TolerantJson json, Caller caller) {
    this.categories = categories;
    this.keys = keys;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @RolesAllowed(Role.ADMIN)
  @Operation(summary = "Make a category", description = "Accepts Idempotency-Key.")
  @APIResponse(responseCode = "201", description = "the category, with Location and ETag")
  @APIResponse(responseCode = "400", description = "invalid-input")
  @APIResponse(responseCode = "409", description = "category-exists")
  public Uni<Response> create(
      @HeaderParam("Idempotency-Key") String idempotencyKey,
      @Valid @NotNull CategoryFields fields) {
    return keys.respondOnce(
        idempotencyKey,
        CREATE,
        caller.subject(),
        fields,
        transaction -> categories.create(transaction, fields).map(this::created));
  }

  @GET
  @PermitAll
  @Operation(summary = "List categories, oldest first")
  public Uni<Page<CategoryView>> list(
      @QueryParam("retired")
          @DefaultValue("false")
          @Parameter(description = "whether to list those too that take no new reports")
          boolean retired,
      @BeanParam PageQuery page) {
    return categories.list(retired, page).map(found -> found.map(this::view));
  }

  @GET
  @Path("/{id}")
  @PermitAll
  @Operation(summary = "Read a category")
  @APIResponse(responseCode = "404", description = "category-not-found")
  public Uni<Response> read(UUID id, @HeaderParam(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
    return categories
        .find(id)
        .map(
            category ->
                ETags.matches(ifNoneMatch, category.version())
                    ? Response.notModified().header(HttpHeaders.ETAG, ETags.of(category.version()))
                    : tagged(category))
        .map(Response.ResponseBuilder::build);
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MergePatch.MEDIA_TYPE)
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Change a category",
      description =
          "JSON Merge Patch (RFC 7396) with If-Match. Open reports keep their unit and due time.")
  @APIResponse(responseCode = "409", description = "category-exists")
  @APIResponse(responseCode = "412", description = "stale")
  @APIResponse(responseCode = "428", description = "precondition-required")
  public Uni<Response> change(
      UUID id, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch, @NotNull JsonNode patch) {
    long version = ETags.required(ifMatch);
    return categories.change(id, version, patch).map(category -> tagged(category).build());
  }

  @DELETE
  @Path("/{id}")
  @RolesAllowed(Role.ADMIN)
  @Operation(summary = "Delete a category none of whose reports is open")
  @APIResponse(responseCode = "204", description = "deleted")
  @APIResponse(responseCode = "409", description = "category-in-use")
  public Uni<Void> delete(UUID id) {
    return categories.delete(id);
  }

  private Answer created(Category category) {
    return Answer.first(201, "/categories/" + category.id(), json.write(view(category)))
        .tagged(ETags.of(category.version()));
  }

  private Response.ResponseBuilder tagged(Category category) {
    return Response.ok(view(category)).header(HttpHeaders.ETAG, ETags.of(category.version()));
  }

  private CategoryView view(Category category) {
    return CategoryView.of(category, caller.isAdmin() || caller.hasRole(Role.OFFICER));
  }
}
