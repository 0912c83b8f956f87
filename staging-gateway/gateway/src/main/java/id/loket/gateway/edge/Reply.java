package id.loket.gateway.edge;

import id.loket.gateway.route.Cors;
import id.loket.kit.language.Language;
import id.loket.kit.limit.Verdict;
import id.loket.kit.problem.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/** What the caller is told: answers of the gateway's own, and what it adds to those of services. */
final class Reply {
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String EXPOSED =
      "ETag, Location, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id,"
          + " Upload-Offset, Upload-Length, Upload-Expires, Tus-Resumable, Content-Range,"
          + " Repr-Digest";
  // IMF-fixdate (RFC 9110 §5.6.7): two digits of the day, always.
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final Set<HttpMethod> USUALLY_WITHOUT_BODY =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.DELETE);
  private static final int NO_CONTENT = 204;

  private final Edge edge;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final String id;
  private Cors cors;
  private Verdict verdict;
  private boolean begun;

  Reply(Edge edge, HttpServerRequest request, String id) {
    this.edge = edge;
    this.request = request;
    this.response = request.response();
    this.id = id;
  }

  void isFor(Cors origins) {
    cors = origins;
  }

  /** What is left of the caller's limit. */
  void tells(Verdict nearest) {
    verdict = nearest;
  }

  /** Whether the caller has been told something, so that it can be told nothing else. */
  boolean hasBegun() {
    return begun;
  }

  /** Answers with a body of the gateway's own. */
  void answer(int status, String type, Buffer body) {
    response.setStatusCode(status);
    MultiMap headers = response.headers();
    headers.set(HttpHeaders.CONTENT_TYPE, type);
    headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    begin();
    if (!request.isEnded() && request.version() != HttpVersion.HTTP_2 && hasBody(request)) {
      headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    if (request.method() == HttpMethod.HEAD) {
      response.end();
    } else {
      response.end(body);
    }
  }

  /** Says no, and how to mend it, in the caller's language. */
  void refuse(Problem problem, String path) {
    Language language = Language.preferred(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    problem.headers().forEach((name, value) -> response.headers().set(name, value));
    response.headers().set(HttpHeaders.CONTENT_LANGUAGE, language.tag());
    answer(
        problem.type().status(),
        PROBLEM_JSON,
        edge.json(edge.problems.document(problem, language, path)));
  }

  /** A browser asks whether a page may ask. */
  void preflight() {
    MultiMap headers = response.headers();
    if (cors.allows(request.getHeader(HttpHeaders.ORIGIN))) {
      headers.set(
          HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
      String wanted = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
      if (wanted != null) {
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
      }
      headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Long.toString(cors.remembered().toSeconds()));
    }
    response.setStatusCode(NO_CONTENT);
    begin();
    response.headersEndHandler(end -> headers.remove(HttpHeaders.CONTENT_LENGTH));
    response.end();
  }

  /** A head is about to go out: the gateway adds what it has to say. */
  void begin() {
    begun = true;
    MultiMap headers = response.headers();
    allowOrigin(headers);
    Headers.protect(headers);
    headers.set(RequestIds.HEADER, id);
    edge.strictTransport().ifPresent(value -> headers.set("Strict-Transport-Security", value));
    if (verdict != null) {
      headers.set("RateLimit-Policy", verdict.policyHeader());
      headers.set("RateLimit", verdict.header());
    }
    if (edge.isEnding() && request.version() != HttpVersion.HTTP_2) {
      headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** Whether its head announces a body. */
  static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null) {
      return !length.equals("0");
    }
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || request.version() == HttpVersion.HTTP_2
            && !request.isEnded()
            && !USUALLY_WITHOUT_BODY.contains(request.method());
  }

  static String now() {
    return DATE.format(Instant.now());
  }

  /** Where origins are told apart, caches are told so, whoever asks (Fetch §3.2.5). */
  private void allowOrigin(MultiMap headers) {
    if (cors == null || cors.origins().isEmpty()) {
      return;
    }
    headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && cors.allows(origin)) {
      headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
  }
}
