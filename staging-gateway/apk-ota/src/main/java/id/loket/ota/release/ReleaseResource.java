package id.loket.ota.release;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.ETags;
import id.loket.kit.http.MergePatch;
import id.loket.kit.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
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
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Releases, for administrators. */
@Path("/apk/coll/releases")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Tag(name = "releases", description = "For administrators")
public class ReleaseResource {
  private static final int LONGEST_NOTES = 2000;

  private final Releases releases;
  private final MergePatch patches;
  private final OtaConfig config;
  private final Caller caller;

  ReleaseResource(Releases releases, MergePatch patches, OtaConfig config, Caller caller) {
    this.releases = releases;
    this.patches = patches;
    this.config = config;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.WILDCARD)
  @RunOnVirtualThread
  @Operation(
      summary = "Release a version",
      description =
          "The body is the APK. It must be of this app's package, have a higher version code than every"
              + " release before, and be signed with the certificate those were, by every scheme (v1, v2, v3) that phones"
              + " it says it runs on look at. To take a version"
              + " back, halt it and release the former one under a higher version code. The same file again is the"
              + " release that is there.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/vnd.android.package-archive",
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "200", description = "this file is released already")
  @APIResponse(
      responseCode = "201",
      description = "released",
      content = @Content(schema = @Schema(implementation = ReleaseView.class)))
  @APIResponse(responseCode = "409", description = "version-not-higher, with highest")
  @APIResponse(responseCode = "413", description = "too-large")
  @APIResponse(
      responseCode = "422",
      description = "not-an-apk (with reason), apk-package-differs, apk-signer-differs")
  @APIResponse(responseCode = "503", description = "release-store-unavailable: send it again")
  public Response publish(
      @QueryParam("rollout")
          @DefaultValue("0")
          @Parameter(description = "offered to how many of a hundred devices")
          int rollout,
      @QueryParam("minVersionCode")
          @Parameter(
              description = "the lowest version that may still log in; as before when absent")
          Long minVersionCode,
      @QueryParam("notes") @DefaultValue("") String notes,
      InputStream body)
      throws IOException {
    requireShare(rollout);
    if (notes.length() > LONGEST_NOTES) {
      throw Problem.invalid("notes", "field.ota.notes", LONGEST_NOTES);
    }
    java.nio.file.Path folder = Files.createDirectories(java.nio.file.Path.of(config.folder()));
    java.nio.file.Path file = Files.createTempFile(folder, "upload-", ".apk");
    try {
      Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
      Releases.Made made =
          releases
              .publish(
                  file, new Releases.Announcement(rollout, minVersionCode, notes, caller.subject()))
              .await()
              .indefinitely();
      return tagged(Response.status(made.isNew() ? 201 : 200), made.entry())
          .header(
              HttpHeaders.LOCATION, "/apk/coll/releases/" + made.entry().release().versionCode())
          .build();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @GET
  @Operation(summary = "All releases, newest first")
  @APIResponse(
      responseCode = "200",
      description = "items",
      content = @Content(schema = @Schema(implementation = ReleaseView[].class)))
  public Uni<Map<String, List<ReleaseView>>> list() {
    return releases
        .list()
        .map(entries -> Map.of("items", entries.stream().map(ReleaseView::of).toList()));
  }

  @GET
  @Path("/{versionCode}")
  @Operation(summary = "A release")
  @APIResponse(
      responseCode = "200",
      description = "with its ETag",
      content = @Content(schema = @Schema(implementation = ReleaseView.class)))
  @APIResponse(responseCode = "404", description = "release-not-found")
  public Uni<Response> read(long versionCode) {
    return releases.entry(versionCode).map(entry -> tagged(Response.ok(), entry).build());
  }

  /** What may be changed of a release. */
  @RegisterForReflection // native: read with MergePatch
  record Changeable(
      @NotNull(message = "field.ota.rollout")
          @Min(value = 0, message = "field.ota.rollout")
          @Max(value = 100, message = "field.ota.rollout")
          Integer rollout,
      @NotNull(message = "field.type.boolean") Boolean halted) {}

  @PATCH
  @Path("/{versionCode}")
  @Consumes(MergePatch.MEDIA_TYPE)
  @Operation(
      summary = "Offer it to more devices, halt it, or go on",
      description =
          "JSON Merge Patch (RFC 7396) of rollout and halted, with If-Match. Going on after a halt counts"
              + " failures anew.")
  @APIResponse(
      responseCode = "200",
      description = "changed",
      content = @Content(schema = @Schema(implementation = ReleaseView.class)))
  @APIResponse(responseCode = "404", description = "release-not-found")
  @APIResponse(responseCode = "412", description = "stale")
  @APIResponse(responseCode = "428", description = "precondition-required")
  public Uni<Response> change(
      long versionCode,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      @NotNull JsonNode patch) {
    String by = caller.subject();
    return releases
        .change(
            versionCode,
            ETags.required(ifMatch),
            (course, now) ->
                next(
                    course,
                    patches.apply(
                        new Changeable(course.rollout(), course.halted()), patch, Changeable.class),
                    now,
                    by))
        .map(entry -> tagged(Response.ok(), entry).build());
  }

  /** One step: a halt and another share at once are the halt with that share. */
  private static Course next(Course course, Changeable wanted, Instant now, String by) {
    Course next = course;
    if (wanted.rollout() != course.rollout()) {
      next = next.to(wanted.rollout(), now, by);
    }
    if (wanted.halted() != course.halted()) {
      next = wanted.halted() ? next.halt(Course.BY_HAND, now, by) : next.resume(now, by);
    }
    return next.equals(course) ? course : next.asVersion(course.version() + 1);
  }

  private static void requireShare(int rollout) {
    if (rollout < 0 || rollout > 100) {
      throw Problem.invalid("rollout", "field.ota.rollout");
    }
  }

  private static Response.ResponseBuilder tagged(
      Response.ResponseBuilder response, Catalogue.Entry entry) {
    return response
        .header(HttpHeaders.ETAG, ETags.of(entry.course().version()))
        .entity(ReleaseView.of(entry));
  }
}
