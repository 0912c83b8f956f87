package id.loket.kit.http;

import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemAnswers;
import id.loket.kit.problem.ProblemType;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers a request that announces too large a body before a byte of it is read. Bodies that do not
 * announce their size are cut off by the server at the same limit. A service that takes large files
 * may hold everything else to a smaller limit: files go to disk, other bodies into memory.
 */
@Singleton
public class BodyLimit {
  private static final int BEFORE_EVERYTHING_ELSE = 1000;
  private static final long LINGER_MILLIS = 5000;

  private static final ProblemType LENGTH_REQUIRED = new ProblemType("length-required", 411);

  private final long limit;
  private final long limitOfDocuments;
  private final List<String> pathsOfFiles;
  private final ProblemAnswers problems;
  private final Vertx vertx;

  BodyLimit(
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit,
      @ConfigProperty(name = "loket.http.max-document-size") Optional<MemorySize> limitOfDocuments,
      @ConfigProperty(name = "loket.http.paths-of-files") Optional<List<String>> pathsOfFiles,
      ProblemAnswers problems,
      Vertx vertx) {
    this.limit = limit.asLongValue();
    this.limitOfDocuments = limitOfDocuments.orElse(limit).asLongValue();
    this.pathsOfFiles = pathsOfFiles.orElse(List.of());
    this.problems = problems;
    this.vertx = vertx;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_EVERYTHING_ELSE);
  }

  private void check(RoutingContext request) {
    long most = isOfFiles(request) ? limit : limitOfDocuments;
    String announced = request.request().getHeader("Content-Length");
    if (announced == null) {
      boolean hasBody = request.request().getHeader("Transfer-Encoding") != null;
      if (hasBody && most < limit) {
        refuse(request, new Problem(LENGTH_REQUIRED));
      } else {
        request.next();
      }
    } else if (isWithin(announced, most)) {
      request.next();
    } else {
      refuse(request, new Problem(ProblemType.TOO_LARGE, most));
    }
  }

  /** Forms with files, and what is sent to places where the body itself is the file; never JSON. */
  private boolean isOfFiles(RoutingContext request) {
    String header = request.request().getHeader("Content-Type");
    String type = header == null ? "" : header.toLowerCase(Locale.ROOT);
    return type.startsWith("multipart/form-data")
        || (!type.contains("json")
            && pathsOfFiles.stream().anyMatch(request.normalizedPath()::startsWith));
  }

  private void refuse(RoutingContext request, Problem problem) {
    request.response().putHeader("Connection", "close");
    problems.answer(request, problem).onComplete(sent -> discardRest(request.request()));
  }

  /**
   * Closes the connection when the caller has sent all, or a little later. Closed at once, it would
   * be reset under a caller who is still sending, and the answer be lost before it is read.
   */
  private void discardRest(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    if (request.isEnded()) {
      connection.close();
      return;
    }
    vertx.setTimer(LINGER_MILLIS, elapsed -> connection.close());
    request.exceptionHandler(gone -> connection.close());
    request.endHandler(all -> connection.close());
    request.handler(chunk -> {});
    request.resume();
  }

  private static boolean isWithin(String announced, long most) {
    try {
      return Long.parseLong(announced.strip()) <= most;
    } catch (NumberFormatException malformed) {
      return true; // the HTTP server refuses it itself
    }
  }
}
