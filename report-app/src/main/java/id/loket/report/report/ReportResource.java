package id.loket.report.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.ETags;
import id.loket.kit.http.MergePatch;
import id.loket.kit.http.Sha256;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.page.Page;
import id.loket.kit.postgres.Answer;
import id.loket.kit.postgres.IdempotencyKey;
import id.loket.kit.postgres.IdempotencyKeys;
import id.loket.report.link.Links;
import id.loket.report.place.Location;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reports over HTTP (DESIGN §3). */
@Path("/reports")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Reports")
public class ReportResource {
  private static final String TOKEN = "reporterToken";

  /** In the place of a token, where an answer is kept. */
  private static final String TOLD_ONLY = "";

  private static final String CREATE = "POST /reports";

  private final Reports reports;
  private final Edits edits;
  private final Votes votes;
  private final Links links;
  private final IdempotencyKeys keys;
  private final TolerantJson json;
  private final Caller caller;

  ReportResource(
      Reports reports,
      Edits edits,
      Votes votes,
      Links links,
      IdempotencyKeys keys,
      TolerantJson json,
      Caller caller) {
    this.reports = reports;
    this.edits = edits;
    this.votes = votes;
    this.links = links;
    this.keys = keys;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @PermitAll
  @Operation(
      summary = "Report damage",
      description =
          "Without signing in where the category allows it: the reply then has a reporterToken,"
              + " which stands for the reporter from then on. The reply lists open reports nearby"
              + " that may be of the same damage: vote for one of them and delete this one, if so."
              + " Accepts Idempotency-Key.")
  @APIResponse(responseCode = "201", description = "the report, with Location and ETag")
  @APIResponse(
      responseCode = "400",
      description = "invalid-input; missing or unfitting answers too")
  @APIResponse(responseCode = "401", description = "sign-in-needed")
  @APIResponse(responseCode = "404", description = "category-not-found")
  @APIResponse(responseCode = "422", description = "outside-served-area, category-retired")
  public Uni<Response> create(
      @HeaderParam("Idempotency-Key") String idempotencyKey,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage,
      @Valid @NotNull NewReport wanted) {
    Author author = Reports.author(wanted, caller, language(acceptLanguage));
    return keys.once(
            IdempotencyKey.read(idempotencyKey, CREATE, keyScope(wanted), wanted, json),
            transaction ->
                reports
                    .receive(transaction, wanted, author, Source.API)
                    .invoke(reports::count)
                    .map(this::created))
        .map(answer -> withToken(answer).toResponse())
        .invoke(reports::wake);
  }

  @GET
  @PermitAll
  @Operation(
      summary = "List reports, newest first",
      description =
          "Public ones and one's own; officers see all of their unit's, administrators all.")
  public Uni<Page<ReportView>> search(@Valid @BeanParam ReportSearch search) {
    return reports
        .reader(caller, null)
        .chain(
            reader ->
                reports
                    .search(search, reader)
                    .map(page -> page.map(report -> ReportView.of(report, reader.of(report)))));
  }

  @GET
  @Path("/nearby")
  @PermitAll
  @Operation(
      summary = "Open reports that may be of the same damage",
      description = "Within the category's radius, nearest first, at most five.")
  @APIResponse(responseCode = "404", description = "category-not-found")
  public Uni<Map<String, List<Nearby>>> nearby(
      @QueryParam("category") @NotNull @Size(max = 60) String category,
      @QueryParam("lat") @NotNull @DecimalMin("-90") @DecimalMax("90") Double lat,
      @QueryParam("lon") @NotNull @DecimalMin("-180") @DecimalMax("180") Double lon) {
    return reports
        .nearby(category, new Location(lat, lon, null))
        .map(found -> Map.of("items", found));
  }

  @GET
  @Path("/{id}")
  @PermitAll
  @Operation(summary = "Read a report")
  @APIResponse(responseCode = "200", description = "as much of it as the caller may see")
  @APIResponse(responseCode = "404", description = "report-not-found")
  public Uni<Response> read(
      UUID id,
      @HeaderParam(Links.REPORTER_TOKEN_HEADER) String token,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
    return reports
        .reader(caller, token)
        .chain(
            reader ->
                reports
                    .visible(id, reader)
                    .map(
                        report ->
                            ETags.matches(ifNoneMatch, report.version())
                                ? Response.notModified()
                                    .header(HttpHeaders.ETAG, ETags.of(report.version()))
                                : tagged(report, reader)))
        .map(Response.ResponseBuilder::build);
  }

  @PATCH
  @Path("/{id}")
  @PermitAll
  @Consumes(MergePatch.MEDIA_TYPE)
  @Operation(
      summary = "Change what a report says",
      description =
          "JSON Merge Patch (RFC 7396) with If-Match. Its reporter may while it is RECEIVED,"
              + " officers of its unit while it is open; another category hands it to that"
              + " category's unit.")
  @APIResponse(responseCode = "403", description = "officer-without-unit, officer-of-another-unit")
  @APIResponse(responseCode = "409", description = "report-not-changeable")
  @APIResponse(responseCode = "412", description = "stale")
  @APIResponse(responseCode = "428", description = "precondition-required")
  public Uni<Response> change(
      UUID id,
      @HeaderParam(Links.REPORTER_TOKEN_HEADER) String token,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      @NotNull JsonNode patch) {
    long version = ETags.required(ifMatch);
    return reports
        .reader(caller, token)
        .chain(
            reader ->
                edits
                    .edit(id, version, patch, reader, caller)
                    .map(report -> tagged(report, reader).build()));
  }

  @DELETE
  @Path("/{id}")
  @PermitAll
  @Operation(
      summary = "Delete a report with its photos",
      description = "Its reporter may while it is RECEIVED, administrators always.")
  @APIResponse(responseCode = "204", description = "deleted")
  @APIResponse(responseCode = "409", description = "report-not-changeable")
  public Uni<Void> delete(UUID id, @HeaderParam(Links.REPORTER_TOKEN_HEADER) String token) {
    return reports
        .reader(caller, token)
        .chain(reader -> reports.delete(id, reader, caller.isAdmin()))
        .call(() -> keys.forgetAnswersAbout("/reports/" + id));
  }

  @GET
  @Path("/{id}/history")
  @PermitAll
  @Operation(
      summary = "What happened to a report, first things first",
      description = "Only officers see notes among themselves, assignments and who did what.")
  @APIResponse(responseCode = "404", description = "report-not-found")
  public Uni<Map<String, List<Change>>> history(
      UUID id, @HeaderParam(Links.REPORTER_TOKEN_HEADER) String token) {
    return reports
        .reader(caller, token)
        .chain(reader -> reports.history(id, reader))
        .map(changes -> Map.of("items", changes));
  }

  @GET
  @Path("/{id}/breaches")
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(
      summary = "Each time a report was not repaired in time, first ones first",
      description =
          "Never forgotten, whatever becomes of the report: opened again, it has a new time.")
  @APIResponse(responseCode = "404", description = "report-not-found")
  public Uni<Map<String, List<Breach>>> breaches(UUID id) {
    return reports
        .reader(caller, null)
        .chain(reader -> reports.breaches(id, reader))
        .map(breaches -> Map.of("items", breaches));
  }

  /** Says how a voter wants to hear of the report. */
  public record NewVote(@Size(max = 4) Set<Channel> channels) {}

  /** How many suffer from it beside the reporter. */
  @Schema(name = "Votes")
  public record VoteCount(int votes) {}

  @POST
  @Path("/{id}/votes")
  @RolesAllowed({Role.CITIZEN, Role.ORGANISER, Role.OFFICER, Role.COLLECTOR, Role.ADMIN})
  @Operation(
      summary = "Suffer from it too",
      description = "Counted once, however often it is said; the voter is told of what happens.")
  @APIResponse(responseCode = "200", description = "how many votes it has")
  @APIResponse(responseCode = "409", description = "own-report, report-closed")
  public Uni<VoteCount> vote(
      UUID id,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage,
      @Valid NewVote wanted) {
    Set<Channel> channels =
        wanted == null || wanted.channels() == null || wanted.channels().isEmpty()
            ? EnumSet.of(Channel.MAIL)
            : EnumSet.copyOf(wanted.channels());
    return votes.vote(id, user(), language(acceptLanguage), channels).map(VoteCount::new);
  }

  @DELETE
  @Path("/{id}/votes")
  @RolesAllowed({Role.CITIZEN, Role.ORGANISER, Role.OFFICER, Role.COLLECTOR, Role.ADMIN})
  @Operation(summary = "Take one's vote back")
  @APIResponse(responseCode = "200", description = "how many votes it has")
  public Uni<VoteCount> withdrawVote(UUID id) {
    return votes.withdraw(id, user()).map(VoteCount::new);
  }

  /**
   * Keys of different callers never meet. Whoever did not sign in is told from others by what they
   * report: somebody else's report under the same key is another one, and nobody gets a token for a
   * report they did not write.
   */
  private String keyScope(NewReport wanted) {
    return caller.userId().isPresent() || caller.isService()
        ? caller.subject()
        : caller.subject() + " " + Sha256.ofText(json.write(wanted)).hex();
  }

  private UUID user() {
    return caller
        .userId()
        .orElseThrow(
            () -> new id.loket.kit.problem.Problem(id.loket.kit.problem.ProblemType.FORBIDDEN));
  }

  private Language language(String acceptLanguage) {
    return caller.language().orElseGet(() -> Language.preferred(acceptLanguage));
  }

  /** As it is remembered: of an anonymous report without its token. */
  private Answer created(Reports.Received received) {
    Report report = received.report();
    String token = report.author().userId() == null ? TOLD_ONLY : null;
    ReportView view = ReportView.of(report, Reader.Relation.REPORTER, token, received.nearby());
    return Answer.first(201, "/reports/" + report.id(), json.write(view))
        .tagged(ETags.of(report.version()));
  }

  /**
   * With the token of the report's reporter, which is told each time and kept nowhere: whoever
   * reads the remembered answers is nobody's reporter.
   */
  private Answer withToken(Answer answer) {
    ObjectNode view = json.read(answer.body(), ObjectNode.class);
    if (!TOLD_ONLY.equals(view.path(TOKEN).textValue())) {
      return answer;
    }
    view.put(TOKEN, links.reporterToken(UUID.fromString(view.path("id").textValue())));
    return answer.saying(json.write(view));
  }

  private static Response.ResponseBuilder tagged(Report report, Reader reader) {
    return Response.ok(ReportView.of(report, reader.of(report)))
        .header(HttpHeaders.ETAG, ETags.of(report.version()));
  }
}
