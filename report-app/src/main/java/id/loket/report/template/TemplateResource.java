package id.loket.report.template;

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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers that officers give often. */
@Path("/templates")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Answer templates")
public class TemplateResource {
  private static final String CREATE = "POST /templates";

  private final Templates templates;
  private final IdempotencyKeys keys;
  private final TolerantJson json;
  private final Caller caller;

  TemplateResource(Templates templates, IdempotencyKeys keys, TolerantJson json, Caller caller) {
    this.templates = templates;
    this.keys = keys;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(summary = "Make an answer template", description = "Accepts Idempotency-Key.")
  @APIResponse(responseCode = "201", description = "the template, with Location and ETag")
  public Uni<Response> create(
      @HeaderParam("Idempotency-Key") String idempotencyKey,
      @Valid @NotNull AnswerTemplate.Fields fields) {
    return templates
        .requireOf(fields.unit(), caller)
        .chain(
            () ->
                keys.respondOnce(
                    idempotencyKey,
                    CREATE,
                    caller.subject(),
                    fields,
                    transaction -> templates.create(transaction, fields).map(this::created)));
  }

  @GET
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(summary = "List the templates a unit may use, or all")
  public Uni<Page<AnswerTemplate>> list(
      @QueryParam("unit") String unit, @BeanParam PageQuery page) {
    return templates.list(unit, page, caller);
  }

  @GET
  @Path("/{id}")
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(summary = "Read an answer template")
  @APIResponse(responseCode = "404", description = "template-not-found")
  public Uni<Response> read(UUID id) {
    return templates.read(id, caller).map(TemplateResource::tagged);
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MergePatch.MEDIA_TYPE)
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(
      summary = "Change an answer template",
      description = "JSON Merge Patch (RFC 7396) with If-Match.")
  @APIResponse(responseCode = "412", description = "stale")
  @APIResponse(responseCode = "428", description = "precondition-required")
  public Uni<Response> change(
      UUID id, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch, @NotNull JsonNode patch) {
    return templates
        .change(id, ETags.required(ifMatch), patch, caller)
        .map(TemplateResource::tagged);
  }

  @DELETE
  @Path("/{id}")
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(summary = "Delete an answer template")
  @APIResponse(responseCode = "204", description = "deleted")
  public Uni<Void> delete(UUID id) {
    return templates.delete(id, caller);
  }

  private Answer created(AnswerTemplate template) {
    return Answer.first(201, "/templates/" + template.id(), json.write(template))
        .tagged(ETags.of(template.version()));
  }

  private static Response tagged(AnswerTemplate template) {
    return Response.ok(template).header(HttpHeaders.ETAG, ETags.of(template.version())).build();
  }
}
