package id.loket.collector.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.auth.ServiceTokens;
import id.loket.kit.http.UpstreamCalls;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import id.loket.kit.tls.Authorities;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import jakarta.inject.Singleton;
import java.util.List;

/** Calls to the services collector works with. */
@Singleton
public class Upstream implements ConfigurationCheck {
  private static final String DATABASE = "database";
  private static final String MEDIA = "media";

  /** What a device pulls at once comes through here. */
  private static final int LARGEST_ANSWER = 16 * 1024 * 1024;

  private static final int FIRST_ERROR = 400;
  private static final String RETRY_SECONDS = "5";

  private final StagingUrls urls;
  private final ServiceTokens tokens;
  private final TolerantJson json;
  private final UpstreamCalls calls;

  Upstream(
      StagingUrls urls,
      ServiceTokens tokens,
      TolerantJson json,
      Vertx vertx,
      Authorities authorities) {
    this.urls = urls;
    this.tokens = tokens;
    this.json = json;
    this.calls = new UpstreamCalls(vertx, authorities, "collector", urls.apkTimeout());
  }

  @Override
  public void check(Faults faults) {
    List<String> http = List.of("http", "https");
    faults.url("LOKET_CLIENT_URL", urls.clientUrl(), http);
    faults.url("LOKET_DATABASE_URL", urls.databaseUrl(), http);
    faults.url("LOKET_MEDIA_URL", urls.mediaUrl(), http);
    faults.url("LOKET_APK_URL", urls.apkUrl(), http);
  }

  /**
   * Reads from the database.
   *
   * @param path with its parameters
   * @param language the caller's {@code Accept-Language}, or null: a problem is told in it
   * @return fails with {@link Relayed} for a problem, {@code unavailable} (503) without an answer
   */
  public <T> Uni<T> get(String path, Class<T> answer, String language) {
    return database(HttpMethod.GET, path, language, HttpRequest::send)
        .map(response -> json.read(response.bodyAsString(), answer));
  }

  /** Like {@link #get}, sending a document. */
  public <T> Uni<T> post(String path, Object body, Class<T> answer, String language) {
    Buffer document = Buffer.buffer(json.write(body));
    return database(
            HttpMethod.POST,
            path,
            language,
            request -> request.putHeader("Content-Type", "application/json").sendBuffer(document))
        .map(
            response ->
                response.body() == null || response.body().length() == 0
                    ? null
                    : json.read(response.bodyAsString(), answer));
  }

  private Uni<HttpResponse<Buffer>> database(
      HttpMethod method,
      String path,
      String language,
      java.util.function.Function<HttpRequest<Buffer>, Uni<HttpResponse<Buffer>>> send) {
    return calls
        .call(
            DATABASE,
            LARGEST_ANSWER,
            client -> {
              HttpRequest<Buffer> request =
                  client
                      .requestAbs(method, urls.databaseUrl() + path)
                      .timeout(urls.timeout().toMillis())
                      .putHeader("Authorization", tokens.bearerFor(DATABASE));
              if (language != null) {
                request.putHeader("Accept-Language", language);
              }
              return send.apply(request);
            })
        .onFailure()
        .transform(Upstream::unavailable)
        .invoke(
            response -> {
              if (response.statusCode() >= FIRST_ERROR) {
                throw new Relayed(
                    response.statusCode(), json.read(response.bodyAsString(), JsonNode.class));
              }
            });
  }

  /**
   * Asks media for a photo's digest.
   *
   * @param path of the photo
   * @return the {@code Repr-Digest}, empty when media has no complete photo of that id; fails with
   *     {@code unavailable} (503)
   */
  public Uni<String> photoDigest(String path) {
    return calls
        .call(
            MEDIA,
            client ->
                client
                    .requestAbs(HttpMethod.HEAD, urls.mediaUrl() + path)
                    .traceOperation("HEAD /media/{id}")
                    .timeout(urls.timeout().toMillis())
                    .putHeader("Authorization", tokens.bearerFor(MEDIA))
                    .send())
        .onFailure()
        .transform(Upstream::unavailable)
        .map(
            response -> {
              String digest = response.getHeader("Repr-Digest");
              return response.statusCode() >= FIRST_ERROR || digest == null ? "" : digest;
            });
  }

  /** Whether a service says that it is ready; never fails. */
  public Uni<Boolean> isReady(String name, String url) {
    return calls
        .callForStatus(
            name + "-health",
            client ->
                client
                    .requestAbs(HttpMethod.GET, url + "/q/health/ready")
                    .timeout(urls.apkTimeout().toMillis())
                    .send())
        .map(response -> response.statusCode() < FIRST_ERROR)
        .onFailure()
        .recoverWithItem(false);
  }

  /** Another call, for features that know the other side's answers themselves. */
  public Uni<HttpResponse<Buffer>> call(
      String system,
      java.util.function.Function<
              io.vertx.mutiny.ext.web.client.WebClient, Uni<HttpResponse<Buffer>>>
          call) {
    return calls.call(system, call).onFailure().transform(Upstream::unavailable);
  }

  private static Throwable unavailable(Throwable failure) {
    return failure instanceof Problem
        ? failure
        : new Problem(ProblemType.UNAVAILABLE).header("Retry-After", RETRY_SECONDS);
  }
}
