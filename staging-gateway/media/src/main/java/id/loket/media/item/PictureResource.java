package id.loket.media.item;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import id.loket.kit.http.Selection;
import id.loket.kit.http.Sha256;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.media.bucket.Scratch;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Pictures as a whole: RFC 9110 (ranges and preconditions), RFC 9530 (digests). */
@Path("/media/{id}")
@Produces(MediaType.WILDCARD) // pictures as they were sent
@RolesAllowed({Role.DEVICE, Role.COLLECTOR, Role.OFFICER, Role.ADMIN, Role.SERVICE})
@RunOnVirtualThread
@Tag(name = "pictures", description = "Photos, images and logos")
public class PictureResource {
  private static final String FOR_EVER = "private, max-age=31536000, immutable";
  private static final String ASK_FIRST = "private, no-cache";

  private final Pictures pictures;
  private final Drawings drawings;
  private final Scratch scratch;
  private final Caller caller;
  private final PictureMeters meters;

  PictureResource(
      Pictures pictures, Drawings drawings, Scratch scratch, Caller caller, PictureMeters meters) {
    this.pictures = pictures;
    this.drawings = drawings;
    this.scratch = scratch;
    this.caller = caller;
    this.meters = meters;
  }

  @GET
  @Operation(
      summary = "A picture",
      description =
          "As it was sent, or a variant: web (1280 pixels a side at most) or thumb (320), JPEG, held"
              + " upright, without what the camera wrote into it. Photos are for their sender, officers,"
              + " administrators and services; images and logos for everybody who is signed in.")
  @APIResponse(
      responseCode = "200",
      description = "the picture, with ETag, Repr-Digest (the original) and Accept-Ranges",
      content =
          @Content(
              mediaType = "image/jpeg",
              schema =
                  @Schema(
                      type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
                      format = "binary")))
  @APIResponse(responseCode = "206", description = "the bytes the Range asked for")
  @APIResponse(responseCode = "304", description = "it is what If-None-Match names")
  @APIResponse(responseCode = "404", description = "media-not-found, variant-not-found")
  @APIResponse(
      responseCode = "409",
      description = "variant-not-possible: it cannot be drawn, with reason")
  @APIResponse(responseCode = "412", description = "stale: it is not what If-Match names")
  @APIResponse(
      responseCode = "416",
      description = "range-not-satisfiable: Content-Range tells the size")
  @APIResponse(responseCode = "503", description = "media-busy, media-store-unavailable")
  public Response get(
      UUID id,
      @QueryParam("variant") @Parameter(example = "thumb") String variant,
      @Context HttpHeaders headers) {
    return answer(id, variant, headers, true);
  }

  @HEAD
  @ServiceAllowed("collector")
  @Operation(summary = "What a GET would say of a picture", description = "Without its bytes.")
  @APIResponse(responseCode = "200", description = "Content-Length, ETag, Repr-Digest")
  @APIResponse(responseCode = "404", description = "media-not-found, variant-not-found")
  public Response head(
      UUID id,
      @QueryParam("variant") @Parameter(example = "thumb") String variant,
      @Context HttpHeaders headers) {
    return answer(id, variant, headers, false);
  }

  @PUT
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Send a picture whole",
      description =
          "A JPEG or PNG, for small ones or good networks; else use /media/uploads. The same picture sent"
              + " again under its id is the one that is there. A photo is never replaced; an image or logo"
              + " is, by an administrator who names its ETag in If-Match.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/octet-stream",
              schema =
                  @Schema(
                      type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
                      format = "binary")))
  @APIResponse(responseCode = "200", description = "it is there already, or was replaced")
  @APIResponse(responseCode = "201", description = "stored, with ETag and Repr-Digest")
  @APIResponse(responseCode = "409", description = "media-id-taken: another picture has that id")
  @APIResponse(responseCode = "412", description = "stale: it is not what If-Match names")
  @APIResponse(responseCode = "413", description = "too-large")
  @APIResponse(responseCode = "415", description = "media-type-not-taken: neither JPEG nor PNG")
  @APIResponse(
      responseCode = "422",
      description = "media-digest-differs: Repr-Digest says otherwise")
  @APIResponse(responseCode = "503", description = "media-store-unavailable: send it again")
  public Response put(
      UUID id,
      @QueryParam("kind") @Parameter(description = "photo (when absent), image or logo")
          String kind,
      @HeaderParam("Repr-Digest") @Parameter(example = "sha-256=:…:") String digest,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      InputStream body)
      throws IOException {
    Kind wanted = kind(kind);
    Pictures.requireMaySend(wanted, caller);
    Pictures.Sent sent = new Pictures.Sent(id, caller.subject(), wanted, declared(digest));
    try (Scratch.Sheet sheet = scratch.sheet()) {
      Files.copy(body, sheet.path(), StandardCopyOption.REPLACE_EXISTING);
      Optional<MediaItem> before = ifMatch == null ? Optional.empty() : pictures.find(id);
      Pictures.Kept kept =
          before
              .map(item -> pictures.replace(item, sent, ifMatch, sheet.path()))
              .map(item -> new Pictures.Kept(item, false))
              .orElseGet(() -> pictures.keep(sent, sheet.path()));
      return Response.status(kept.isNew() ? 201 : 200)
          .header(HttpHeaders.ETAG, kept.item().digest().etag())
          .header("Repr-Digest", kept.item().digest().header())
          .header(HttpHeaders.LOCATION, "/media/" + id)
          .build();
    }
  }

  private Response answer(UUID id, String variantName, HttpHeaders headers, boolean get) {
    MediaItem item = pictures.visible(id, caller);
    Variant variant =
        variantName == null
            ? Variant.ORIGINAL
            : Variant.named(variantName)
                .orElseThrow(() -> new Problem(MediaProblems.NO_SUCH_VARIANT));
    long size = drawings.require(item, variant);
    String etag = etag(item, variant);
    Selection selection = Selection.of(get, headers::getHeaderString, etag, item.storedAt(), size);
    requirePossible(selection, size);
    Response.ResponseBuilder answer =
        Response.status(selection.status())
            .header(HttpHeaders.ETAG, etag)
            .header(HttpHeaders.LAST_MODIFIED, Selection.httpDate(item.storedAt()))
            .header("Accept-Ranges", "bytes")
            .header(HttpHeaders.CACHE_CONTROL, item.kind() == Kind.PHOTO ? FOR_EVER : ASK_FIRST);
    if (variant == Variant.ORIGINAL) {
      answer.header("Repr-Digest", item.digest().header());
    }
    if (selection.hasBody()) {
      answer
          .header(HttpHeaders.CONTENT_TYPE, contentType(item, variant))
          .header("X-Content-Type-Options", "nosniff")
          .header(HttpHeaders.CONTENT_LENGTH, selection.length());
      selection.contentRange(size).ifPresent(range -> answer.header("Content-Range", range));
      if (get && selection.length() > 0) {
        meters.shown(variant, selection.length());
        answer.entity(pictures.open(variant.key(item), selection.from(), selection.length()));
      }
    }
    return answer.build();
  }

  private static void requirePossible(Selection selection, long size) {
    if (selection.status() == 412) {
      throw new Problem(ProblemType.STALE);
    }
    if (selection.status() == 416) {
      throw new Problem(MediaProblems.RANGE, size)
          .header("Content-Range", selection.contentRange(size).orElseThrow());
    }
  }

  private static String etag(MediaItem item, Variant variant) {
    return variant == Variant.ORIGINAL
        ? item.digest().etag()
        : '"' + item.sha256() + "-" + variant.title() + '"';
  }

  private static String contentType(MediaItem item, Variant variant) {
    return variant == Variant.ORIGINAL ? item.contentType() : "image/jpeg";
  }

  private static Kind kind(String name) {
    return name == null
        ? Kind.PHOTO
        : Kind.named(name).orElseThrow(() -> Problem.invalid("kind", "field.media.kind"));
  }

  private static Optional<Sha256> declared(String header) {
    try {
      return Sha256.inHeader(header);
    } catch (IllegalArgumentException malformed) {
      throw Problem.invalid("Repr-Digest", "field.media.digest");
    }
  }
}
