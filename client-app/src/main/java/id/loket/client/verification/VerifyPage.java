package id.loket.client.verification;

import id.loket.kit.http.HtmlPage;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.kit.problem.Problem;
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
 * The page behind the link in the verification mail. Opening it changes nothing, because mail
 * scanners open links too: its button posts the token. Works without JavaScript.
 */
@Path("/verify")
@Produces(MediaType.TEXT_HTML)
@Tag(name = "pages")
public class VerifyPage {
  private static final int OK = 200;

  private final Verifications verifications;
  private final Template page;
  private final Messages messages = Messages.of("pages");

  VerifyPage(Verifications verifications, @Location("verify/page.html") Template page) {
    this.verifications = verifications;
    this.page = page;
  }

  /** Asks whether the address shall be verified. */
  @GET
  @PermitAll
  @Operation(summary = "Page with a button that verifies the address")
  public Uni<Response> ask(
      @QueryParam("token") String token,
      @QueryParam("lang") String lang,
      @HeaderParam("Accept-Language") String acceptLanguage) {
    Language language = Language.chosen(lang, acceptLanguage);
    return token == null || token.isBlank()
        ? render(OK, "verify.incomplete", language, null)
        : render(OK, "verify.ask", language, token);
  }

  /** Verifies the address and says how that went. */
  @POST
  @PermitAll
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(summary = "What the button of the page posts")
  public Uni<Response> verify(
      @FormParam("token") String token,
      @FormParam("lang") String lang,
      @HeaderParam("Accept-Language") String acceptLanguage) {
    Language language = Language.chosen(lang, acceptLanguage);
    return verifications
        .verify(token == null ? "" : token)
        .chain(verified -> render(OK, "verify.done", language, null))
        .onFailure(Problem.class)
        .recoverWithUni(
            failure -> {
              Problem problem = (Problem) failure;
              return render(
                  problem.type().status(),
                  problem.type() == VerificationProblems.EXPIRED
                      ? "verify.expired"
                      : "verify.unknown",
                  language,
                  null);
            });
  }

  private Uni<Response> render(int status, String key, Language language, String token) {
    return Uni.createFrom()
        .completionStage(
            () ->
                page.data("language", language.tag())
                    .data("title", messages.text(language, key + ".title"))
                    .data("text", messages.text(language, key + ".text"))
                    .data("button", messages.text(language, "verify.button"))
                    .data("good", key.equals("verify.done"))
                    .data("token", token)
                    .renderAsync())
        .map(html -> HtmlPage.of(status, language, html));
  }
}
