package id.loket.kit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.kit.language.Language;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemResponses;
import id.loket.kit.problem.ProblemType;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
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

  private static final ProblemType LENGTH_REQUIRED = new ProblemType("length-required", 411);

  private final long limit;
  private final long limitOfDocuments;
  private final List<String> pathsOfFiles;
  private final ProblemResponses problems;
  private final ObjectMapper json;

  BodyLimit(
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit,
      @ConfigProperty(name = "loket.http.max-document-size") Optional<MemorySize> limitOfDocuments,
      @ConfigProperty(name = "loket.http.paths-of-files") Optional<List<String>> pathsOfFiles,
      ProblemResponses problems,
      ObjectMapper json) {
    this.limit = limit.asLongValue();
    this.limitOfDocuments = limitOfDocuments.orElse(limit).asLongValue();
    this.pathsOfFiles = pathsOfFiles.orElse(List.of());
    this.problems = problems;
    this.json = json;
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

  /** Forms with files, and whatever is sent to places where the body itself is the file. */
  private boolean isOfFiles(RoutingContext request) {
    if (pathsOfFiles.stream().anyMatch(request.normalizedPath()::startsWith)) {
      return true;
    }
    String type = request.request().getHeader("Content-Type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
  }

  private void refuse(RoutingContext request, Problem problem) {
    Language language = Language.preferred(request.request().getHeader("Accept-Language"));
    try {
      String body =
          json.writeValueAsString(problems.document(problem, language, request.request().path()));
      request
          .response()
          .setStatusCode(problem.type().status())
          .putHeader("Content-Type", "application/problem+json")
          .putHeader("Connection", "close")
          .end(body)
          .onComplete(sent -> request.request().connection().close());
    } catch (JsonProcessingException e) {
      request.fail(e);
    }
  }

  private static boolean isWithin(String announced, long most) {
    try {
      return Long.parseLong(announced.strip()) <= most;
    } catch (NumberFormatException malformed) {
      return true; // the HTTP server refuses it itself
    }
  }
}
