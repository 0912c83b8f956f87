package id.loket.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.kit.language.Language;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Answers problems where no resource does: in routes and filters below REST. */
@Singleton
public class ProblemAnswers {
  private final ProblemResponses problems;
  private final ObjectMapper json;

  ProblemAnswers(ProblemResponses problems, ObjectMapper json) {
    this.problems = problems;
    this.json = json;
  }

  /** Writes the whole response, in the caller's language; completes when it is sent. */
  public Future<Void> answer(RoutingContext request, Problem problem) {
    Language language = Language.preferred(request.request().getHeader("Accept-Language"));
    HttpServerResponse response = request.response();
    try {
      String body =
          json.writeValueAsString(problems.document(problem, language, request.request().path()));
      problem.headers().forEach(response::putHeader);
      return response
          .setStatusCode(problem.type().status())
          .putHeader("Content-Type", "application/problem+json")
          .putHeader("Content-Language", language.tag())
          .end(body);
    } catch (JsonProcessingException e) {
      request.fail(e);
      return Future.failedFuture(e);
    }
  }
}
