package id.loket.ticket.inventory;

import id.loket.kit.audit.Actors;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.language.Language;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Files of stock over HTTP (DESIGN §3). */
@Path("/inventory")
@Tag(name = "Inventory")
@RolesAllowed({Role.ORGANISER, Role.ADMIN})
@Produces(MediaType.APPLICATION_JSON)
public class ImportResource {
  private static final int ACCEPTED = 202;

  private final Imports imports;
  private final StoreOwners owners;
  private final Caller caller;
  private final Actors actors;

  ImportResource(Imports imports, StoreOwners owners, Caller caller, Actors actors) {
    this.imports = imports;
    this.owners = owners;
    this.caller = caller;
    this.actors = actors;
  }

  /**
   * Takes a file in. Blocking, because a body of any size is handed on while it arrives; how many
   * at once is limited.
   */
  @PUT
  @Path("/files/{name}")
  @Blocking
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Send a file of stock",
      description =
          "CSV (RFC 4180, UTF-8) with header store,item,count, of any size. Stored in the object"
              + " store and loaded from there, which the answer's Location tells. The same content"
              + " changes stock once, however often and under whatever name it is sent. A store is"
              + " the organiser's who names it first; rows of others' stores are bad. A file put"
              + " straight into the bucket under inventory/{organiser's id}/ is found and loaded"
              + " likewise: as SET, or as DELTA when its name ends in .delta.csv, and again when it"
              + " ends in .again.csv; one directly under inventory/ is the administrators'.")
  @RequestBody(
      content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
  @APIResponse(
      responseCode = "202",
      description = "stored, and to be loaded; Location tells how far it is",
      content = @Content(schema = @Schema(implementation = ImportView.class)))
  @APIResponse(responseCode = "400", description = "inventory-file-name, invalid-input")
  @APIResponse(responseCode = "403", description = "forbidden: in somebody else's name")
  @APIResponse(responseCode = "411", description = "length-required")
  @APIResponse(responseCode = "413", description = "too-large")
  @APIResponse(responseCode = "503", description = "inventory-busy, inventory-store-unavailable")
  public Response put(
      String name,
      @HeaderParam(HttpHeaders.CONTENT_LENGTH) @Parameter(hidden = true) Long size,
      @QueryParam("mode")
          @Parameter(
              description =
                  "set: counts are what lies on the shelf; delta: by how much that changes")
          String mode,
      @QueryParam("strict")
          @DefaultValue("false")
          @Parameter(description = "all rows or none; else the good ones")
          boolean strict,
      @QueryParam("dryRun")
          @DefaultValue("false")
          @Parameter(description = "check everything and change nothing")
          boolean dryRun,
      @QueryParam("again")
          @DefaultValue("false")
          @Parameter(description = "load it although the same content was loaded before")
          boolean again,
      @QueryParam("organiserId")
          @Parameter(description = "in whose name an administrator sends it; all stores without it")
          UUID organiserId,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language,
      InputStream content) {
    if (size == null) {
      throw new Problem(InventoryProblems.LENGTH_REQUIRED);
    }
    return imports
        .receive(
            name,
            content,
            size,
            new Import.Wish(
                modeOf(mode),
                strict,
                dryRun,
                again,
                owners.actingFor(caller, organiserId),
                caller.subject()),
            actors.current())
        .chain(id -> imports.find(id, null, Language.preferred(language)))
        .map(
            view ->
                Response.status(ACCEPTED)
                    .location(URI.create("/inventory/imports/" + view.id()))
                    .entity(view)
                    .build())
        .await()
        .indefinitely();
  }

  @GET
  @Path("/imports")
  @Operation(
      summary = "Files of stock",
      description = "Organisers see their own. Newest first, without their errors.")
  @APIResponse(responseCode = "400", description = "invalid-input, invalid-cursor")
  public Uni<Page<ImportView>> list(
      @BeanParam PageQuery query, @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language) {
    return imports.list(owners.actingFor(caller), query, Language.preferred(language));
  }

  @GET
  @Path("/imports/{id}")
  @Operation(
      summary = "How far a file of stock is",
      description = "With its first twenty errors; errorsFile has all of them once it is done.")
  @APIResponse(responseCode = "404", description = "inventory-import-not-found")
  public Uni<ImportView> read(UUID id, @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language) {
    return imports.find(id, owners.actingFor(caller), Language.preferred(language));
  }

  @GET
  @Path("/imports/{id}/errors")
  @Operation(
      summary = "The bad rows of a file as CSV",
      description = "Line, column, and the reason in English and Indonesian.")
  @APIResponse(responseCode = "303", description = "Location shows it for some minutes")
  @APIResponse(responseCode = "404", description = "inventory-import-not-found")
  @APIResponse(responseCode = "409", description = "inventory-no-errors")
  public Uni<Response> errors(UUID id) {
    return imports
        .errors(id, owners.actingFor(caller))
        .map(location -> Response.seeOther(location).build());
  }

  private static ImportMode modeOf(String mode) {
    try {
      return mode == null ? ImportMode.SET : ImportMode.valueOf(mode.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw Problem.invalid("mode", "field.choice", Arrays.toString(ImportMode.values()));
    }
  }
}
