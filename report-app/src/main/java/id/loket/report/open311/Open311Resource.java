package id.loket.report.open311;

import id.loket.kit.auth.Caller;
import id.loket.kit.language.Language;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/**
 * Reports as Open311 knows them: GeoReport v2, in XML and JSON. Errors are answered in its own
 * form, a list of code and description.
 */
@Path("/open311/v2")
@PermitAll
@Produces({MediaType.TEXT_XML, MediaType.APPLICATION_JSON})
@Tag(name = "Open311")
public class Open311Resource {
  private static final int CREATED = 201;

  private final ServiceRequests requests;
  private final GeoReport words;
  private final ApiKeys keys;
  private final Open311Config config;
  private final Refusals refusals;
  private final Caller caller;

  Open311Resource(
      ServiceRequests requests,
      GeoReport words,
      ApiKeys keys,
      Open311Config config,
      Refusals refusals,
      Caller caller) {
    this.requests = requests;
    this.words = words;
    this.keys = keys;
    this.config = config;
    this.refusals = refusals;
    this.caller = caller;
  }

  /** What every call is made with. */
  public static class Call {
    @PathParam("format")
    @Parameter(description = "xml or json")
    String format;

    @QueryParam("jurisdiction_id")
    @Parameter(description = "may be left out: there is one")
    String jurisdiction;

    @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE)
    String acceptLanguage;

    @Context UriInfo uri;

    Language language() {
      return Language.preferred(acceptLanguage);
    }

    Format format() {
      return Format.of(format);
    }
  }

  @GET
  @Path("/discovery.{format:xml|json}")
  @Operation(summary = "GET discovery: what this endpoint speaks")
  public Uni<Response> discovery(@BeanParam Call call) {
    return answer(call, "discovery", () -> Uni.createFrom().item(words.discovery()));
  }

  @GET
  @Path("/services.{format:xml|json}")
  @Operation(
      summary = "GET service list",
      description = "Categories that take reports from people who do not sign in.")
  public Uni<Response> services(@BeanParam Call call) {
    return answer(
        call,
        "services",
        () -> requests.services().map(found -> words.services(found, call.language())));
  }

  @GET
  @Path("/services/{code}.{format:xml|json}")
  @Operation(summary = "GET service definition: what else a service wants to know")
  @APIResponse(responseCode = "404", description = "open311-service-not-found")
  public Uni<Response> definition(@BeanParam Call call, @PathParam("code") String code) {
    return answer(
        call,
        "service_definition",
        () -> requests.service(code).map(found -> words.definition(found, call.language())));
  }

  @GET
  @Path("/requests.{format:xml|json}")
  @Operation(
      summary = "GET service requests",
      description =
          "Public reports, the newest first: of the last 90 days or of the dates given, 1000 or as"
              + " many as page_size says; page asks for further ones. With updated_after or"
              + " updated_before those changed then, the last changed first. service_request_id"
              + " overrides everything else.")
  @APIResponse(responseCode = "400", description = "invalid-input")
  public Uni<Response> list(
      @BeanParam Call call,
      @QueryParam("service_request_id") String ids,
      @BeanParam RequestSearch.Parameters search) {
    return answer(
        call,
        "service_requests",
        () ->
            (ids == null
                    ? requests.search(RequestSearch.read(search, Instant.now()))
                    : requests.find(RequestSearch.list(ids)))
                .map(found -> words.requests(found, call.language())));
  }

  @GET
  @Path("/requests/{id}.{format:xml|json}")
  @Operation(summary = "GET service request")
  @APIResponse(responseCode = "404", description = "open311-request-not-found")
  public Uni<Response> read(@BeanParam Call call, @PathParam("id") String id) {
    return answer(
        call,
        "service_requests",
        () -> requests.find(id).map(found -> words.requests(List.of(found), call.language())));
  }

  @GET
  @Path("/requests/{id}/media.{format:xml|json}")
  @Operation(
      summary = "What became of the pictures of a request",
      description =
          "Of those it gave the address of (media_url), in their order: pending, processing,"
              + " stored, or rejected with the reason. Not part of GeoReport v2; wants the api_key,"
              + " because addresses may be private.")
  @APIResponse(responseCode = "403", description = "open311-key-needed")
  @APIResponse(responseCode = "404", description = "open311-request-not-found")
  public Uni<Response> media(
      @BeanParam Call call, @PathParam("id") String id, @QueryParam("api_key") String key) {
    return answer(
        call,
        "media",
        () -> {
          keys.require(key);
          return requests.outcomes(id).map(words::media);
        });
  }

  @GET
  @Path("/tokens/{id}.{format:xml|json}")
  @Operation(
      summary = "GET service_request_id from a token",
      description = "Requests are taken in at once, so the token is the id.")
  @APIResponse(responseCode = "404", description = "open311-request-not-found")
  public Uni<Response> token(@BeanParam Call call, @PathParam("id") String id) {
    return answer(
        call, "service_requests", () -> requests.find(id).map(found -> words.token(found.id())));
  }

  @POST
  @Path("/requests.{format:xml|json}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(
      summary = "POST service request",
      description =
          "With api_key, service_code, lat and long or address_string, and attribute[code]=value"
              + " for each of the service's questions. Pictures at media_url, which may come"
              + " several times, are fetched afterwards: requests/{id}/media tells what became of"
              + " them. Accepts Idempotency-Key.")
  @APIResponse(responseCode = "201", description = "the request's id")
  @APIResponse(responseCode = "400", description = "invalid-input, outside-served-area")
  @APIResponse(responseCode = "403", description = "open311-key-needed")
  @APIResponse(responseCode = "404", description = "open311-service-not-found")
  public Uni<Response> make(
      @BeanParam Call call,
      @HeaderParam("Idempotency-Key") String idempotencyKey,
      MultivaluedMap<String, String> form) {
    return make(call, idempotencyKey, () -> RequestForm.of(java.util.Map.copyOf(form)));
  }

  @POST
  @Path("/requests.{format:xml|json}")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Operation(
      summary = "POST service request with photos",
      description = "The same with one or more files as 'media'.")
  @APIResponse(responseCode = "201", description = "the request's id")
  @APIResponse(responseCode = "400", description = "invalid-input, outside-served-area")
  @APIResponse(responseCode = "403", description = "open311-key-needed")
  @APIResponse(responseCode = "404", description = "open311-service-not-found")
  @APIResponse(responseCode = "503", description = "media-busy, with Retry-After")
  @LimitedRequest
  public Uni<Response> makeWithMedia(
      @BeanParam Call call,
      @HeaderParam("Idempotency-Key") String idempotencyKey,
      MultipartFormDataInput form) {
    return make(call, idempotencyKey, () -> RequestForm.of(form));
  }

  private Uni<Response> make(Call call, String idempotencyKey, Supplier<RequestForm> read) {
    return answer(
        call,
        "service_requests",
        CREATED,
        () -> {
          RequestForm form = read.get();
          requireJurisdiction(form.text("jurisdiction_id"));
          String key = form.text("api_key");
          String application =
              keys.require(key == null ? call.uri.getQueryParameters().getFirst("api_key") : key);
          return requests
              .make(form, application, idempotencyKey, caller, call.language())
              .map(made -> words.made(made, call.language()));
        });
  }

  private Uni<Response> answer(Call call, String root, Supplier<Uni<? extends Tree>> work) {
    return answer(call, root, Response.Status.OK.getStatusCode(), work);
  }

  private Uni<Response> answer(
      Call call, String root, int status, Supplier<Uni<? extends Tree>> work) {
    return Uni.createFrom()
        .<Tree>deferred(
            () -> {
              requireJurisdiction(call.jurisdiction);
              return work.get().map(tree -> tree);
            })
        .map(tree -> Refusals.write(call.format(), call.language(), status, root, tree))
        .onFailure()
        .recoverWithItem(
            failure ->
                refusals.answer(failure, call.format(), call.language(), call.uri.getRequestUri()));
  }

  private void requireJurisdiction(String asked) {
    if (asked != null && config.jurisdiction().filter(own -> !own.equals(asked)).isPresent()) {
      throw new Problem(Open311Problems.NO_SUCH_JURISDICTION, asked);
    }
  }
}
