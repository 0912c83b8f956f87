package id.loket.report.confirmation;

import id.loket.kit.http.HtmlPage;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.kit.problem.Problem;
import id.loket.report.report.Reader;
import id.loket.report.report.Report;
import id.loket.report.report.ReportStatus;
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

/**
 * The page behind the link "is it fixed?". Opening it changes nothing, because mail scanners open
 * links too: its buttons post the answer. Works without JavaScript.
 */
@Path("/reports/{id}/fixed")
@Produces(MediaType.TEXT_HTML)
@Tag(name = "Is it fixed?")
public class FixedPage {
  private static final int OK = 200;
  private static final int LONGEST_NOTE = 2000;
  private static final Reader NOBODY = Reader.nobody();

  private final Confirmations confirmations;
  private final Template page;
  private final Messages messages = Messages.of("pages");

  FixedPage(Confirmations confirmations, @Location("fixed/page.html") Template page) {
    this.confirmations = confirmations;
    this.page = page;
  }

  /** Asks whether it is fixed. */
  @GET
  @PermitAll
  @Operation(summary = "Page with buttons that say whether it is fixed")
  public Uni<Response> ask(
      UUID id,
      @QueryParam("token") String token,
      @QueryParam("voter") UUID voter,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage) {
    return confirmations
        .askedAbout(id, new Confirmations.Link(token, voter), NOBODY)
        .map(Confirmations.Asked::report)
        .chain(
            report ->
                render(
                    OK,
                    "fixed.ask",
                    language(report, acceptLanguage),
                    report,
                    new Confirmations.Link(token, voter)))
        .onFailure(Problem.class)
        .recoverWithUni(failure -> refused((Problem) failure, acceptLanguage));
  }

  /** Takes the answer and says what follows. */
  @POST
  @PermitAll
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(summary = "What the buttons of the page post")
  public Uni<Response> answer(
      UUID id,
      @FormParam("token") String token,
      @FormParam("voter") String voter,
      @FormParam("fixed") String fixed,
      @FormParam("note") String note,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage) {
    boolean holds = "yes".equals(fixed);
    return confirmations
        .answer(id, Confirmations.Link.of(token, voter), NOBODY, holds, shortened(note))
        .chain(
            report ->
                render(
                    OK,
                    holds ? "fixed.thanks" : "fixed.reopened",
                    language(report, acceptLanguage),
                    report,
                    null))
        .onFailure(Problem.class)
        .recoverWithUni(failure -> refused((Problem) failure, acceptLanguage));
  }

  private Uni<Response> refused(Problem problem, String acceptLanguage) {
    String key = problem.type() == ConfirmationProblems.TOO_LATE ? "fixed.late" : "fixed.unknown";
    return render(problem.type().status(), key, Language.preferred(acceptLanguage), null, null);
  }

  private Uni<Response> render(
      int status, String key, Language language, Report report, Confirmations.Link link) {
    boolean asks = key.equals("fixed.ask") && report.handling().status() == ReportStatus.RESOLVED;
    return Uni.createFrom()
        .completionStage(
            () ->
                page.data("language", language.tag())
                    .data("title", messages.text(language, key + ".title"))
                    .data("text", messages.text(language, key + ".text"))
                    .data("subject", report == null ? "" : report.category().name().in(language))
                    .data("said", report == null ? "" : report.content().note())
                    .data("asks", asks)
                    .data("yes", messages.text(language, "fixed.yes"))
                    .data("no", messages.text(language, "fixed.no"))
                    .data("why", messages.text(language, "fixed.why"))
                    .data("token", link == null || link.token() == null ? "" : link.token())
                    .data("voter", link == null || link.voter() == null ? "" : link.voter())
                    .renderAsync())
        .map(html -> HtmlPage.of(status, language, html));
  }

  private static Language language(Report report, String acceptLanguage) {
    return acceptLanguage == null ? report.author().language() : Language.preferred(acceptLanguage);
  }

  private static String shortened(String note) {
    return note == null || note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE);
  }
}
