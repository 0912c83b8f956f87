package id.loket.collector.login;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.collector.upstream.StagingUrls;
import id.loket.collector.upstream.Upstream;
import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceTokens;
import id.loket.kit.http.ClientAddress;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** Asks client-app who somebody is, and whether they still are. */
@Singleton
class ClientAppClient {
  private static final String CLIENT_APP = "client-app";
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY = 429;

  private final Upstream upstream;
  private final StagingUrls urls;
  private final ServiceTokens tokens;
  private final TolerantJson json;

  ClientAppClient(Upstream upstream, StagingUrls urls, ServiceTokens tokens, TolerantJson json) {
    this.upstream = upstream;
    this.urls = urls;
    this.tokens = tokens;
    this.json = json;
  }

  /**
   * Somebody who proved who they are.
   *
   * @param refreshToken by which their device asks again
   */
  record SignedIn(
      UUID id, String name, boolean isCollector, String refreshToken, String accessToken) {}

  /**
   * Checks the password and begins the session the device goes on with. client-app counts attempts
   * by whoever asks here, not by this service, which asks for them all.
   *
   * @param caller where the login comes from
   * @return fails with {@code wrong-credentials}, {@code second-factor-required} or {@code
   *     wrong-code} (401), {@code too-many-attempts} (429), {@code not-a-collector} or {@code
   *     not-verified} (403) or {@code unavailable} (503)
   */
  Uni<SignedIn> signIn(LogIn login, ClientAddress caller) {
    return upstream
        .call(
            CLIENT_APP,
            client ->
                client
                    .postAbs(urls.clientUrl() + "/sessions")
                    .timeout(urls.timeout().toMillis())
                    .putHeader("Authorization", tokens.bearerFor(CLIENT_APP))
                    .putHeader("Loket-Caller-Address", caller.text())
                    .putHeader("Loket-Device", login.device().id().toString())
                    .sendJsonObject(
                        new JsonObject()
                            .put("email", login.email())
                            .put("password", login.password())
                            .put("code", login.code())))
        .map(
            response ->
                switch (response.statusCode()) {
                  case CREATED -> signedIn(response);
                  case TOO_MANY -> throw tooMany(response.getHeader("Retry-After"));
                  case UNAUTHORIZED -> throw new Problem(refusal(response));
                  // An address that is no address is as unknown to client-app as any other.
                  case 400 -> throw new Problem(LoginProblems.WRONG_CREDENTIALS);
                  default -> throw unavailable();
                })
        .call(this::requireCollector);
  }

  private Uni<Void> requireCollector(SignedIn who) {
    return who.isCollector()
        ? Uni.createFrom().voidItem()
        : signOut(who)
            .chain(() -> Uni.createFrom().failure(new Problem(LoginProblems.NOT_A_COLLECTOR)));
  }

  /**
   * Asks again who that is, by the session's token, which is used up by that.
   *
   * @return fails with {@code session-ended} (401) when the account is gone, its password was
   *     changed or the session is over, or {@code unavailable} (503)
   */
  Uni<SignedIn> refresh(String refreshToken) {
    return upstream
        .call(
            CLIENT_APP,
            client ->
                client
                    .postAbs(urls.clientUrl() + "/sessions/refresh")
                    .timeout(urls.timeout().toMillis())
                    .putHeader("Authorization", tokens.bearerFor(CLIENT_APP))
                    .sendJsonObject(new JsonObject().put("refreshToken", refreshToken)))
        .map(
            response ->
                switch (response.statusCode()) {
                  case OK -> signedIn(response);
                  case UNAUTHORIZED, 400 -> throw new Problem(LoginProblems.SESSION_ENDED);
                  default -> throw unavailable();
                });
  }

  /** Ends a session no device goes on with; that it could not be ended is no fault of a login. */
  Uni<Void> signOut(SignedIn who) {
    return upstream
        .call(
            CLIENT_APP,
            client ->
                client
                    .requestAbs(HttpMethod.DELETE, urls.clientUrl() + "/sessions")
                    .timeout(urls.timeout().toMillis())
                    .putHeader("Authorization", "Bearer " + who.accessToken())
                    .send())
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  /** The token comes from client-app itself: what it says needs no signature. */
  private SignedIn signedIn(HttpResponse<Buffer> response) {
    Session session = json.read(response.bodyAsString(), Session.class);
    String payload =
        new String(
            Base64.getUrlDecoder().decode(session.accessToken().split("\\.")[1]),
            StandardCharsets.UTF_8);
    JsonNode claims = json.read(payload, JsonNode.class);
    if (!claims.path("email_verified").asBoolean()) {
      throw new Problem(ProblemType.NOT_VERIFIED);
    }
    Claims who = json.read(payload, Claims.class);
    return new SignedIn(
        who.sub(),
        who.name(),
        who.groups() != null && who.groups().contains(Role.COLLECTOR),
        session.refreshToken(),
        session.accessToken());
  }

  private ProblemType refusal(HttpResponse<Buffer> response) {
    String type = json.read(response.bodyAsString(), JsonNode.class).path("type").asText();
    if (type.endsWith(":second-factor-required")) {
      return LoginProblems.SECOND_FACTOR_REQUIRED;
    }
    return type.endsWith(":wrong-code")
        ? LoginProblems.WRONG_CODE
        : LoginProblems.WRONG_CREDENTIALS;
  }

  private static Problem tooMany(String retryAfter) {
    return new Problem(LoginProblems.TOO_MANY)
        .header("Retry-After", retryAfter == null ? "60" : retryAfter);
  }

  private static Problem unavailable() {
    return new Problem(ProblemType.UNAVAILABLE).header("Retry-After", "5");
  }

  @RegisterForReflection // native: read with TolerantJson
  record Session(String accessToken, String refreshToken) {}

  @RegisterForReflection // native: read with TolerantJson
  record Claims(UUID sub, String name, List<String> groups) {}
}
