package id.loket.report.question;

import id.loket.kit.http.HtmlPage;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.kit.problem.Problem;
import id.loket.report.report.Reader;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The page behind the link of a question. Opening it changes nothing; works without JavaScript. */
@Path("/reports/{id}/question/page")
@Produces(MediaType.TEXT_HTML)
@Tag(name = "Questions to reporters")
public class QuestionPage {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int LONGEST_ANSWER = 2000;
  private static final Reader NOBODY = Reader.nobody();

  private final Questions questions;
  private final Template page;
  private final Messages messages = Messages.of("pages");

  QuestionPage(Questions questions, @Location("question/page.html") Template page) {
    this.questions = questions;
    this.page = page;
  }

  /** Shows the question. */
  @GET
  @PermitAll
  @Operation(summary = "Page with a question to the reporter")
  public Uni<Response> ask(
      UUID id,
      @QueryParam("token") String token,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage) {
    return asked(id, token, acceptLanguage, OK)
        .onFailure(Problem.class)
        .recoverWithUni(failure -> refused((Problem) failure, acceptLanguage));
  }

  private Uni<Response> asked(UUID id, String token, String acceptLanguage, int status) {
    return questions
        .askedOf(id, token, NOBODY)
        .chain(
            asked ->
                render(
                    status,
                    "question.ask",
                    language(asked.report().author().language(), acceptLanguage),
                    asked,
                    token));
  }

  /** Takes the answer. */
  @POST
  @PermitAll
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(summary = "What the button of the page posts")
  public Uni<Response> answer(
      UUID id,
      @FormParam("token") String token,
      @FormParam("answer") String answer,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage) {
    boolean isEmpty = answer == null || answer.isBlank();
    Uni<Response> answered =
        isEmpty
            ? asked(id, token, acceptLanguage, BAD_REQUEST)
            : questions
                .answer(id, token, NOBODY, shortened(answer))
                .chain(
                    report ->
                        render(
                            OK,
                            "question.thanks",
                            language(report.author().language(), acceptLanguage),
                            new Questions.Asked(report, null),
                            null));
    return answered
        .onFailure(Problem.class)
        .recoverWithUni(failure -> refused((Problem) failure, acceptLanguage));
  }

  private Uni<Response> refused(Problem problem, String acceptLanguage) {
    return render(
        problem.type().status(),
        "question.unknown",
        Language.preferred(acceptLanguage),
        null,
        null);
  }

  private Uni<Response> render(
      int status, String key, Language language, Questions.Asked asked, String token) {
    return Uni.createFrom()
        .completionStage(
            () ->
                page.data("language", language.tag())
                    .data("title", messages.text(language, key + ".title"))
                    .data("text", messages.text(language, key + ".text"))
                    .data(
                        "subject",
                        asked == null ? "" : asked.report().category().name().in(language))
                    .data("said", asked == null || asked.question() == null ? "" : asked.question())
                    .data("asks", token != null)
                    .data("send", messages.text(language, "question.send"))
                    .data("yours", messages.text(language, "question.yours"))
                    .data("token", token == null ? "" : token)
                    .renderAsync())
        .map(html -> HtmlPage.of(status, language, html));
  }

  private static Language language(Language ofReporter, String acceptLanguage) {
    return acceptLanguage == null ? ofReporter : Language.preferred(acceptLanguage);
  }

  private static String shortened(String answer) {
    return answer.length() <= LONGEST_ANSWER ? answer : answer.substring(0, LONGEST_ANSWER);
  }
}
