package id.loket.report.media;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.language.Language;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.report.link.Links;
import id.loket.report.officer.Officers;
import id.loket.report.report.Reader;
import id.loket.report.report.Report;
import id.loket.report.report.Reports;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Photos and videos of reports over HTTP (DESIGN §3). */
@Path("/reports/{id}/media")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Photos and videos")
public class MediaResource {
  private final Media media;
  private final Reports reports;
  private final Officers officers;
  private final Caller caller;

  MediaResource(Media media, Reports reports, Officers officers, Caller caller) {
    this.media = media;
    this.reports = reports;
    this.officers = officers;
    this.caller = caller;
  }

  @POST
  @PermitAll
  @LimitedUpload
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Operation(
      summary = "Add a photo or video",
      description =
          "As part 'file'. Answers as soon as the bytes are safe; what becomes of them is at Location."
              + " JPEG and PNG, and videos (MP4, QuickTime, WebM) where the category takes them."
              + " What a camera wrote into a photo is removed; where it was taken is offered as"
              + " suggestedLocation. A video is kept and shown as it is, with what the camera wrote into it, perhaps"
              + " also where it was taken: whoever asks for one says so to its sender. The same file sent again is the one that is there.")
  @APIResponse(responseCode = "202", description = "accepted, with Location")
  @APIResponse(responseCode = "409", description = "too-many-media, report-closed")
  @APIResponse(responseCode = "413", description = "too-large")
  @APIResponse(
      responseCode = "503",
      description = "media-store-unavailable, media-busy: send it again")
  public Uni<Response> add(
      UUID id,
      @HeaderParam(Links.REPORTER_TOKEN_HEADER) String token,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage,
      @RestForm("file") FileUpload file,
      @RestForm("purpose")
          @Parameter(description = "BEFORE (the damage, when absent) or AFTER (the repair)")
          String purpose) {
    if (file == null) {
      throw Problem.invalid("file", "field.media.file");
    }
    Purpose wanted = purpose(purpose);
    return reports
        .reader(caller, token)
        .chain(
            reader ->
                reports.visible(id, reader).call(report -> requireMayAdd(report, wanted, reader)))
        .chain(
            report ->
                media.accept(report, wanted, caller.userId().orElse(null), file.uploadedFile()))
        .map(
            item ->
                Response.accepted(MediaView.of(item, true, Language.preferred(acceptLanguage)))
                    .location(URI.create(MediaView.address(item)))
                    .build());
  }

  @GET
  @PermitAll
  @Operation(
      summary = "List a report's photos and videos",
      description = "The public sees those that are stored, their reporter and officers all.")
  public Uni<Map<String, List<MediaView>>> list(
      UUID id,
      @HeaderParam(Links.REPORTER_TOKEN_HEADER) String token,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage) {
    Language language = Language.preferred(acceptLanguage);
    return own(id, token)
        .chain(
            own ->
                media
                    .list(id)
                    .map(
                        items ->
                            items.stream()
                                .filter(item -> own || item.status() == MediaStatus.STORED)
                                .map(item -> MediaView.of(item, own, language))
                                .toList()))
        .map(items -> Map.of("items", items));
  }

  @GET
  @Path("/{mediaId}")
  @PermitAll
  @Produces(MediaType.WILDCARD) // who follows to a picture accepts pictures
  @Operation(
      summary = "A photo or video, or how far it got",
      description =
          "With variant thumb, web or original: a redirect to a URL that works for some minutes. The"
              + " original is for its reporter and officers. Without: what is known of it.")
  @APIResponse(responseCode = "200", description = "what is known of it")
  @APIResponse(responseCode = "303", description = "the picture is at Location")
  @APIResponse(responseCode = "404", description = "media-not-found, variant-not-found")
  @APIResponse(responseCode = "409", description = "media-not-ready, media-rejected")
  public Uni<Response> read(
      UUID id,
      UUID mediaId,
      @QueryParam("variant") @Parameter(example = "thumb") String variant,
      @HeaderParam(Links.REPORTER_TOKEN_HEADER) String token,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage) {
    Language language = Language.preferred(acceptLanguage);
    return own(id, token)
        .chain(
            own ->
                media
                    .find(id, mediaId)
                    .invoke(item -> requireShown(item, own))
                    .map(
                        item ->
                            variant == null
                                ? Response.ok(
                                    MediaView.of(item, own, language),
                                    MediaType.APPLICATION_JSON_TYPE)
                                : redirect(item, variant, own)))
        .map(Response.ResponseBuilder::build);
  }

  private static void requireShown(MediaItem item, boolean own) {
    if (!own && item.status() != MediaStatus.STORED) {
      throw new Problem(MediaProblems.NOT_FOUND);
    }
  }

  private Response.ResponseBuilder redirect(MediaItem item, String name, boolean own) {
    Variant variant =
        Variant.named(name).orElseThrow(() -> Problem.invalid("variant", "field.media.variant"));
    if (variant == Variant.ORIGINAL && !own) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
    return Response.seeOther(media.link(item, variant))
        // Shown anew within its minute without another look; the link itself works for longer.
        .header("Cache-Control", "private, max-age=60");
  }

  /** Whether the report is the caller's to see whole; fails with {@code report-not-found}. */
  private Uni<Boolean> own(UUID id, String token) {
    return reports
        .reader(caller, token)
        .chain(
            reader ->
                reports
                    .visible(id, reader)
                    .map(report -> reader.of(report) != Reader.Relation.PUBLIC));
  }

  /** The repair is shown by officers of the unit; the damage by its reporter while it is open. */
  private Uni<Void> requireMayAdd(Report report, Purpose purpose, Reader reader) {
    boolean reporter = report.isOf(reader.userId()) || reader.holdsToken().test(report.id());
    if (purpose == Purpose.BEFORE && reporter) {
      report.handling().requireOpen();
      return Uni.createFrom().voidItem();
    }
    return caller.hasRole(Role.OFFICER) || caller.isAdmin()
        ? officers.requireOf(report.handling().unit(), caller)
        : Uni.createFrom().failure(new Problem(ProblemType.FORBIDDEN));
  }

  private static Purpose purpose(String text) {
    try {
      return text == null || text.isBlank() ? Purpose.BEFORE : Purpose.valueOf(text.strip());
    } catch (IllegalArgumentException unknown) {
      throw Problem.invalid("purpose", "field.media.purpose");
    }
  }
}
