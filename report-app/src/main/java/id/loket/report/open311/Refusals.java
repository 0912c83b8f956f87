package id.loket.report.open311;

import id.loket.kit.event.Transient;
import id.loket.kit.language.Language;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemDocument;
import id.loket.kit.problem.ProblemResponses;
import id.loket.kit.problem.ProblemType;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.jboss.logging.Logger;

/** What keeps a request from being answered, as GeoReport v2 says it. */
@Singleton
class Refusals {
  private static final Logger LOG = Logger.getLogger(Refusals.class);

  private final ProblemResponses problems;

  Refusals(ProblemResponses problems) {
    this.problems = problems;
  }

  Response answer(Throwable failure, Format format, Language language, URI asked) {
    Problem problem = problem(failure, asked);
    ProblemDocument document = problems.document(problem, language, asked.getRawPath());
    int code = codeOf(problem.type().status());
    List<String> descriptions =
        document.errors().isEmpty()
            ? List.of(document.detail() == null ? document.title() : document.detail())
            : document.errors().stream()
                .map(error -> parameter(error.field()) + ": " + error.detail())
                .toList();
    Response.ResponseBuilder answer =
        Response.fromResponse(
            write(format, language, code, "errors", GeoReport.errors(code, descriptions)));
    problem.headers().forEach(answer::header);
    return answer.build();
  }

  private static Problem problem(Throwable failure, URI asked) {
    if (failure instanceof Problem told) {
      return told;
    }
    if (Transient.is(failure)) {
      LOG.warnf("%s %s", asked.getPath(), failure);
      return new Problem(ProblemType.UNAVAILABLE);
    }
    LOG.errorf(failure, "Unexpected failure of %s", asked.getPath());
    return new Problem(ProblemType.INTERNAL);
  }

  /** What the sender calls it. */
  private static String parameter(String field) {
    String answers = "answers.";
    return field.startsWith(answers)
        ? "attribute[" + field.substring(answers.length()) + "]"
        : field;
  }

  /** GeoReport v2 knows few codes: what cannot be taken is 400, who may not is 403. */
  private static int codeOf(int status) {
    return switch (status) {
      case 401 -> 403;
      case 409, 422 -> 400;
      default -> status;
    };
  }

  static Response write(Format format, Language language, int status, String root, Tree tree) {
    return Response.status(status)
        .type(format.mediaType())
        .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
        .entity(format.write(root, tree))
        .build();
  }
}
