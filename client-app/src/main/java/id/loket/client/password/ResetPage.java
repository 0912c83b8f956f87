package id.loket.client.password;

import id.loket.kit.http.HtmlPage;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The page behind the link in the mail to whoever has forgotten a password: asks for a new one.
 * Works without JavaScript.
 */
@Path("/reset")
@Produces(MediaType.TEXT_HTML)
@Tag(name = "pages")
public class ResetPage {
  private static final int OK = 200;

  private final Passwords passwords;
  private final Template page;
  private final Messages messages = Messages.of("pages");

  ResetPage(Passwords passwords, @Location("reset/page.html") Template page) {
    this.passwords = passwords;
    this.page = page;
  }

  /** Asks for the new password. */
  @GET
  @PermitAll
  @Operation(summary = "Page with a form that sets a new password")
  public Uni<Response> ask(
      @QueryParam("token") String token,
      @QueryParam("lang") String lang,
      @HeaderParam("Accept-Language") String acceptLanguage) {
    Language language = Language.chosen(lang, acceptLanguage);
    return token == null || token.isBlank()
        ? render(OK, "reset.unknown", language, null)
        : render(OK, "reset.ask", language, token);
  }

  /** Sets it and says how that went; a weak one may be replaced by another. */
  @POST
  @PermitAll
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(summary = "What the form of the page posts")
  public Uni<Response> reset(
      @FormParam("token") String token,
      @FormParam("password") String password,
      @FormParam("lang") String lang,
      @HeaderParam("Accept-Language") String acceptLanguage) {
    Language language = Language.chosen(lang, acceptLanguage);
    return passwords
        .reset(token == null ? "" : token, password == null ? "" : password)
        .chain(done -> render(OK, "reset.done", language, null))
        .onFailure(Problem.class)
        .recoverWithUni(failure -> failed((Problem) failure, language, token));
  }

  private Uni<Response> failed(Problem problem, Language language, String token) {
    int status = problem.type().status();
    if (problem.type() == PasswordProblems.UNKNOWN) {
      return render(status, "reset.unknown", language, null);
    }
    if (problem.type() == PasswordProblems.EXPIRED) {
      return render(status, "reset.expired", language, null);
    }
    return problem.type().equals(ProblemType.INVALID_INPUT)
        ? render(status, "reset.weak", language, token)
        : Uni.createFrom().failure(problem);
  }

  private Uni<Response> render(int status, String key, Language language, String token) {
    return Uni.createFrom()
        .completionStage(
            () ->
                page.data("language", language.tag())
                    .data("title", messages.text(language, key + ".title"))
                    .data("text", messages.text(language, key + ".text"))
                    .data("label", messages.text(language, "reset.label"))
                    .data("button", messages.text(language, "reset.button"))
                    .data("good", key.equals("reset.done"))
                    .data("token", token)
                    .renderAsync())
        .map(html -> HtmlPage.of(status, language, html));
  }
}
