package id.loket.media.upload;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.Selection;
import id.loket.kit.problem.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Resumable uploads: tus 1.0.0 with creation, creation-with-upload, expiration, checksum,
 * termination.
 */
@Path("/media/uploads")
@Produces(MediaType.WILDCARD) // the protocol answers with headers alone
@RolesAllowed({Role.DEVICE, Role.COLLECTOR, Role.OFFICER, Role.ADMIN, Role.SERVICE})
@RunOnVirtualThread
@Tag(name = "uploads", description = "tus 1.0.0: go on where a connection broke")
public class UploadResource {
  static final String VERSION = "1.0.0";
  static final String TUS_RESUMABLE = "Tus-Resumable";
  private static final String TUS_VERSION = "Tus-Version";
  private static final String OFFSET = "Upload-Offset";
  private static final String LENGTH = "Upload-Length";
  private static final String OFFSET_TYPE = "application/offset+octet-stream";
  private static final String EXTENSIONS =
      "creation,creation-with-upload,expiration,checksum,termination";

  private final Uploads uploads;
  private final Caller caller;

  UploadResource(Uploads uploads, Caller caller) {
    this.uploads = uploads;
    this.caller = caller;
  }

  @OPTIONS
  @PermitAll
  @Operation(summary = "What this server understands of tus")
  @APIResponse(
      responseCode = "204",
      description = "Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm")
  public Response options() {
    return Response.noContent()
        .header(TUS_VERSION, VERSION)
        .header("Tus-Extension", EXTENSIONS)
        .header("Tus-Max-Size", uploads.largest())
        .header("Tus-Checksum-Algorithm", Checksum.algorithms())
        .build();
  }

  @POST
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Announce an upload",
      description =
          "Upload-Metadata: id (base64 of the picture's id, a UUID; else one is made), sha256 (base64 of the"
              + " hexadecimal digest, checked when the upload is complete), kind (photo, image or logo)."
              + " Announced again in the same words, it is the one that is there: ask HEAD how far it got. A body"
              + " of type application/offset+octet-stream is the first part.")
  @RequestBody(
      content =
          @Content(
              mediaType = OFFSET_TYPE,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "201", description = "Location, Upload-Expires, Upload-Offset")
  @APIResponse(
      responseCode = "409",
      description = "media-id-taken: another picture or upload has that id")
  @APIResponse(responseCode = "412", description = "tus-version-not-supported")
  @APIResponse(
      responseCode = "413",
      description = "upload-too-large: Tus-Max-Size says how large it may be")
  @APIResponse(responseCode = "503", description = "media-store-unavailable: announce it again")
  public Response announce(
      @HeaderParam(TUS_RESUMABLE) @Parameter(example = VERSION) String version,
      @HeaderParam(LENGTH) @Parameter(example = "183422") String length,
      @HeaderParam("Upload-Metadata") String metadata,
      @HeaderParam("Upload-Checksum") String checksum,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) String type,
      InputStream body)
      throws IOException {
    requireVersion(version);
    Uploads.Progress progress =
        uploads.announce(Metadata.parse(metadata), number(LENGTH, length), caller);
    if (isOffsetType(type) && progress.offset() == 0) {
      progress = uploads.receive(progress.id(), 0, checksum, body, caller);
    } else if (progress.length() == 0) {
      uploads.find(progress.id(), caller);
    }
    return described(Response.status(Response.Status.CREATED), progress)
        .header(HttpHeaders.LOCATION, "/media/uploads/" + progress.id())
        .build();
  }

  @HEAD
  @Path("/{id}")
  @Operation(summary = "How far an upload got")
  @APIResponse(responseCode = "200", description = "Upload-Offset, Upload-Length, Upload-Expires")
  @APIResponse(responseCode = "404", description = "upload-not-found: announce it again")
  @APIResponse(responseCode = "410", description = "upload-expired: announce it again")
  @APIResponse(responseCode = "412", description = "tus-version-not-supported")
  public Response progress(UUID id, @HeaderParam(TUS_RESUMABLE) String version) {
    requireVersion(version);
    Uploads.Progress progress = uploads.find(id, caller);
    return described(Response.ok(), progress)
        .header(LENGTH, progress.length())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Send what follows",
      description =
          "What arrives before the connection breaks is kept, except with Upload-Checksum: then all or nothing"
              + " of this request counts. With the last byte the upload becomes the picture /media/{id}.")
  @RequestBody(
      content =
          @Content(
              mediaType = OFFSET_TYPE,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "204", description = "received: Upload-Offset")
  @APIResponse(responseCode = "404", description = "upload-not-found: announce it again")
  @APIResponse(
      responseCode = "409",
      description = "upload-offset-differs: Upload-Offset tells where to go on; media-id-taken")
  @APIResponse(responseCode = "410", description = "upload-expired: announce it again")
  @APIResponse(responseCode = "412", description = "tus-version-not-supported")
  @APIResponse(responseCode = "413", description = "upload-too-large: more than was announced")
  @APIResponse(
      responseCode = "415",
      description = "upload-type-not-taken, media-type-not-taken: neither JPEG nor PNG")
  @APIResponse(responseCode = "422", description = "media-digest-differs: begin anew")
  @APIResponse(
      responseCode = "460",
      description = "upload-checksum-differs: send these bytes again")
  @APIResponse(
      responseCode = "503",
      description = "media-busy, media-store-unavailable: go on later")
  public Response receive(
      UUID id,
      @HeaderParam(TUS_RESUMABLE) String version,
      @HeaderParam(OFFSET) String offset,
      @HeaderParam("Upload-Checksum") String checksum,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) String type,
      InputStream body)
      throws IOException {
    requireVersion(version);
    if (!isOffsetType(type)) {
      throw new Problem(UploadProblems.TYPE);
    }
    Uploads.Progress progress = uploads.receive(id, number(OFFSET, offset), checksum, body, caller);
    return described(Response.noContent(), progress).build();
  }

  @DELETE
  @Path("/{id}")
  @Operation(summary = "Give an upload up", description = "What has become a picture stays.")
  @APIResponse(responseCode = "204", description = "what had arrived is removed")
  @APIResponse(responseCode = "404", description = "upload-not-found")
  @APIResponse(responseCode = "410", description = "upload-expired")
  @APIResponse(responseCode = "412", description = "tus-version-not-supported")
  public Response end(UUID id, @HeaderParam(TUS_RESUMABLE) String version) {
    requireVersion(version);
    uploads.end(id, caller);
    return Response.noContent().build();
  }

  private static Response.ResponseBuilder described(
      Response.ResponseBuilder response, Uploads.Progress progress) {
    response.header(OFFSET, progress.offset());
    progress
        .expiresAt()
        .filter(expires -> !progress.isWhole())
        .ifPresent(expires -> response.header("Upload-Expires", Selection.httpDate(expires)));
    return response;
  }

  private static boolean isOffsetType(String type) {
    return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase(OFFSET_TYPE);
  }

  private static void requireVersion(String version) {
    if (!VERSION.equals(version)) {
      throw new Problem(UploadProblems.VERSION).header(TUS_VERSION, VERSION);
    }
  }

  private static long number(String header, String text) {
    try {
      if (text != null && !text.isBlank() && text.chars().allMatch(Character::isDigit)) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException tooLarge) {
      // falls through to the problem
    }
    throw Problem.invalid(header, "field.upload.number");
  }
}
