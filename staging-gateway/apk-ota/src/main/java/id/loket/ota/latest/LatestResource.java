package id.loket.ota.latest;

import id.loket.kit.http.Selection;
import id.loket.kit.http.Sha256;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.problem.Problem;
import id.loket.ota.release.OtaConfig;
import id.loket.ota.release.Releases;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which version a phone should have. */
@Path("/apk/coll")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
@Tag(name = "updates", description = "For phones")
public class LatestResource {
  private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_-]{8,128}");
  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{16,128}");
  private static final int STEPS = 12;

  private final Releases releases;
  private final Seal seal;
  private final TolerantJson json;
  private final OtaConfig config;
  private final Clock clock;

  LatestResource(Releases releases, Seal seal, TolerantJson json, OtaConfig config, Clock clock) {
    this.releases = releases;
    this.seal = seal;
    this.json = json;
    this.config = config;
    this.clock = clock;
  }

  @GET
  @Path("/latest.json")
  @Operation(
      summary = "The version a phone should have",
      description =
          "The header Loket-Signature is the Ed25519 signature of exactly these bytes; its key's public"
              + " half is in the app (and at /apk/coll/signing-key). A phone installs only what it can verify, whose"
              + " nonce is the one it asked with (or, of a phone that sends none, whose expiresAt is not past), whose"
              + " SHA-256 fits, and whose versionCode is above its own.")
  @APIResponse(
      responseCode = "200",
      description = "with Loket-Signature and ETag",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Latest.class)))
  @APIResponse(responseCode = "304", description = "it is what If-None-Match names")
  @APIResponse(
      responseCode = "404",
      description = "no-release: there is nothing for this device yet")
  @APIResponse(responseCode = "503", description = "release-store-unavailable")
  public Uni<Response> latest(
      @QueryParam("device")
          @Parameter(
              description =
                  "what tells this device from others, always the same; without it, what everybody gets",
              example = "01a1f8ed-0000-7000-8000-000000000001")
          String device,
      @QueryParam("sdk")
          @Parameter(
              description =
                  "the API level of its Android: what it cannot install it is not offered",
              example = "23")
          Integer sdk,
      @QueryParam("nonce")
          @Parameter(
              description = "16 to 128 letters, digits, - or _, never the same again",
              example = "uTq1sQz2X0a8n1kD")
          String nonce,
      @Context HttpHeaders headers) {
    if (device != null && !DEVICE.matcher(device).matches()) {
      throw Problem.invalid("device", "field.ota.device");
    }
    if (sdk != null && sdk < 1) {
      throw Problem.invalid("sdk", "field.ota.sdk");
    }
    if (nonce != null && !NONCE.matcher(nonce).matches()) {
      throw Problem.invalid("nonce", "field.ota.nonce");
    }
    return releases
        .offeredTo(Optional.ofNullable(device), sdk == null ? 0 : sdk)
        .map(offered -> answer(offered, question(device, nonce), headers));
  }

  @GET
  @Path("/signing-key")
  @Operation(
      summary = "The key latest.json is signed with",
      description = "Compare it with the app's.")
  public Map<String, String> signingKey() {
    return Map.of("algorithm", "Ed25519", "publicKey", seal.publicKey());
  }

  /** The same for a while, so that a phone that asks again is told that nothing has changed. */
  private Latest.Question question(String device, String nonce) {
    long step = Math.max(1, config.signedFor().toSeconds() / STEPS);
    Instant issued = Instant.ofEpochSecond(clock.instant().getEpochSecond() / step * step);
    return new Latest.Question(device, nonce, issued, issued.plus(config.signedFor()));
  }

  private Response answer(Releases.Offered offered, Latest.Question question, HttpHeaders headers) {
    Latest latest = Latest.of(offered, url(offered.release().versionCode()), question);
    byte[] body = json.write(latest).getBytes(StandardCharsets.UTF_8);
    String etag = Sha256.ofContent(body).etag();
    Selection selection =
        Selection.of(
            false, headers::getHeaderString, etag, offered.release().releasedAt(), body.length);
    Response.ResponseBuilder answer =
        Response.status(selection.status() == 304 ? 304 : 200)
            .header(HttpHeaders.ETAG, etag)
            .header(HttpHeaders.CACHE_CONTROL, "no-cache")
            .header("Loket-Signature", "ed25519=" + seal.of(body));
    if (selection.status() != 304) {
      answer.type(MediaType.APPLICATION_JSON_TYPE).entity(body);
    }
    return answer.build();
  }

  private URI url(long versionCode) {
    return URI.create(
        config.publicUrl().replaceFirst("/+$", "")
            + "/apk/coll/app-release-%d.apk".formatted(versionCode));
  }
}
