package id.loket.collector.login;

import id.loket.collector.upstream.StagingUrls;
import id.loket.collector.upstream.Upstream;
import id.loket.kit.auth.Role;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** Asks client-app who somebody is. */
@Singleton
class ClientAppClient {
  private static final String CLIENT_APP = "client-app";
  private static final int CREATED = 201;
  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY = 429;

  private final Upstream upstream;
  private final StagingUrls urls;
  private final TolerantJson json;

  ClientAppClient(Upstream upstream, StagingUrls urls, TolerantJson json) {
    this.upstream = upstream;
    this.urls = urls;
    this.json = json;
  }

  /** A collector who proved who they are. */
  record SignedIn(UUID id, String name) {}

  /**
   * Checks the password. The session that makes is ended at once: devices have tokens of their own.
   *
   * @return fails with {@code wrong-credentials} (401), {@code too-many-attempts} (429), {@code
   *     not-a-collector} (403) or {@code unavailable} (503)
   */
  Uni<SignedIn> signIn(String email, String password) {
    return upstream
        .call(
            CLIENT_APP,
            client ->
                client
                    .postAbs(urls.clientUrl() + "/sessions")
                    .timeout(urls.timeout().toMillis())
                    .sendJsonObject(new JsonObject().put("email", email).put("password", password)))
        .map(
            response ->
                switch (response.statusCode()) {
                  case CREATED -> json.read(response.bodyAsString(), Session.class).accessToken();
                  case TOO_MANY -> throw tooMany(response.getHeader("Retry-After"));
                  // An address that is no address is as unknown to client-app as any other.
                  case UNAUTHORIZED, 400 -> throw new Problem(LoginProblems.WRONG_CREDENTIALS);
                  default -> throw new Problem(ProblemType.UNAVAILABLE).header("Retry-After", "5");
                })
        .call(this::signOut)
        .map(this::collectorOf);
  }

  private Uni<Void> signOut(String token) {
    return upstream
        .call(
            CLIENT_APP,
            client ->
                client
                    .requestAbs(HttpMethod.DELETE, urls.clientUrl() + "/sessions")
                    .timeout(urls.timeout().toMillis())
                    .putHeader("Authorization", "Bearer " + token)
                    .send())
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  /** The token comes from client-app itself: what it says needs no signature. */
  private SignedIn collectorOf(String token) {
    String payload =
        new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
    Claims claims = json.read(payload, Claims.class);
    if (claims.groups() == null || !claims.groups().contains(Role.COLLECTOR)) {
      throw new Problem(LoginProblems.NOT_A_COLLECTOR);
    }
    return new SignedIn(claims.sub(), claims.name());
  }

  private static Problem tooMany(String retryAfter) {
    return new Problem(LoginProblems.TOO_MANY)
        .header("Retry-After", retryAfter == null ? "60" : retryAfter);
  }

  @RegisterForReflection // native: read with TolerantJson
  record Session(String accessToken) {}

  @RegisterForReflection // native: read with TolerantJson
  record Claims(UUID sub, String name, List<String> groups) {}
}
