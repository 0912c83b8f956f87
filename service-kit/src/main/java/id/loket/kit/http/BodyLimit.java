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
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers a request that announces too large a body before a byte of it is read. Bodies that do not
 * announce their size are cut off by the server at the same limit.
 */
@Singleton
public class BodyLimit {
  private static final int BEFORE_EVERYTHING_ELSE = 1000;

  private final long limit;
  private final ProblemResponses problems;
  private final ObjectMapper json;

  BodyLimit(
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit,
      ProblemResponses problems,
      ObjectMapper json) {
    this.limit = limit.asLongValue();
    this.problems = problems;
    this.json = json;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_EVERYTHING_ELSE);
  }

  private void check(RoutingContext request) {
    String announced = request.request().getHeader("Content-Length");
    if (announced == null || isWithin(announced)) {
      request.next();
      return;
    }
    Problem problem = new Problem(ProblemType.TOO_LARGE, limit);
    Language language = Language.preferred(request.request().getHeader("Accept-Language"));
    try {
      String body =
          json.writeValueAsString(problems.document(problem, language, request.request().path()));
      request
          .response()
          .setStatusCode(ProblemType.TOO_LARGE.status())
          .putHeader("Content-Type", "application/problem+json")
          .putHeader("Connection", "close")
          .end(body)
          .onComplete(sent -> request.request().connection().close());
    } catch (JsonProcessingException e) {
      request.fail(e);
    }
  }

  private boolean isWithin(String announced) {
    try {
      return Long.parseLong(announced.strip()) <= limit;
    } catch (NumberFormatException malformed) {
      return true; // the HTTP server refuses it itself
    }
  }
}
