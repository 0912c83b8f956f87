package id.loket.ticket.alert;

import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import id.loket.kit.http.HtmlPage;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
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
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Subscriptions to mails about stock, and the pages their links lead to. Looking at a page changes
 * nothing, because mail scanners look too; its button, and the one of mail programs (RFC 8058),
 * does.
 */
@Path("/inventory")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Inventory")
public class SubscriptionResource {
  private static final int ACCEPTED = 202;
  private static final int OK = 200;
  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="%s">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%s</title>
      <style>body{font-family:system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem;color:#1f2933}
      h1{font-size:1.4rem;color:#0b5d7a}button{font-size:1rem;padding:.7rem 1.6rem;border:0;border-radius:.4rem;
      background:#0b5d7a;color:#fff}</style></head>
      <body><h1>%s</h1><p>%s</p>%s</body>
      </html>
      """;

  private final Alerts alerts;
  private final Messages messages = Messages.of("inventory");

  SubscriptionResource(Alerts alerts) {
    this.alerts = alerts;
  }

  @POST
  @Path("/subscriptions")
  @PermitAll
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Subscribe an address to mails about stock",
      description =
          "The address gets a mail with a link to confirm it. The answer is the same whether it was"
              + " subscribed already or not.")
  @APIResponse(responseCode = "202", description = "a mail to confirm the address is on its way")
  @APIResponse(responseCode = "400", description = "invalid-input")
  public Uni<Response> subscribe(
      @Valid @NotNull Subscribe wanted,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage) {
    return alerts
        .subscribe(wanted, Language.preferred(acceptLanguage))
        .map(done -> Response.status(ACCEPTED).build());
  }

  @GET
  @Path("/subscriptions/confirmation")
  @PermitAll
  @Produces(MediaType.TEXT_HTML)
  @Operation(summary = "The page where an address is confirmed")
  public Uni<Response> showConfirmation(
      @QueryParam("token") String token, @QueryParam("lang") String lang) {
    return page(
        lang, state -> state.confirmed() ? "confirmed" : "confirm", alerts.look(given(token)));
  }

  @POST
  @Path("/subscriptions/confirmation")
  @PermitAll
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.TEXT_HTML)
  @Operation(summary = "Confirm an address: what the page's button posts")
  public Uni<Response> confirm(@QueryParam("token") String token, @QueryParam("lang") String lang) {
    return page(lang, state -> "confirmed", alerts.confirm(given(token)));
  }

  @GET
  @Path("/subscriptions/end")
  @PermitAll
  @Produces(MediaType.TEXT_HTML)
  @Operation(summary = "The page where mails are ended")
  public Uni<Response> showEnd(@QueryParam("token") String token, @QueryParam("lang") String lang) {
    return page(lang, state -> state.ended() ? "ended" : "end", alerts.look(given(token)));
  }

  @POST
  @Path("/subscriptions/end")
  @PermitAll
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.TEXT_HTML)
  @Operation(
      summary = "End the mails to an address",
      description = "What the page's button posts, and mail programs at one click (RFC 8058).")
  public Uni<Response> end(@QueryParam("token") String token, @QueryParam("lang") String lang) {
    return page(lang, state -> "ended", alerts.end(given(token)));
  }

  @GET
  @Path("/alerts/{id}")
  @RolesAllowed(Role.SERVICE)
  @ServiceAllowed("client-app")
  @Operation(
      summary = "A mail about stock, for the service that sends it",
      description = "With the address as it is now; gone once its owner wants no more mails.")
  @APIResponse(responseCode = "404", description = "alert-not-found")
  public Uni<AlertView> alert(UUID id) {
    return alerts.alert(id);
  }

  private Uni<Response> page(
      String lang, Function<Alerts.State, String> key, Uni<Alerts.State> state) {
    return state
        .map(
            found ->
                show(
                    OK,
                    lang == null ? found.language() : Language.preferred(lang),
                    key.apply(found)))
        .onFailure(Problem.class)
        .recoverWithItem(
            problem ->
                show(
                    AlertProblems.SUBSCRIPTION_NOT_FOUND.status(),
                    Language.preferred(lang),
                    "unknown"));
  }

  private Response show(int status, Language language, String key) {
    String prefix = "subscription." + key;
    String button = messages.text(language, prefix + ".button", "");
    // An empty action posts to the page's own address, token and all.
    String form =
        button.isEmpty() ? "" : "<form method=\"post\"><button>" + button + "</button></form>";
    String title = messages.text(language, prefix + ".title");
    return HtmlPage.of(
        status,
        language,
        PAGE.formatted(
            language.tag(), title, title, messages.text(language, prefix + ".text"), form));
  }

  private static String given(String token) {
    return token == null ? "" : token;
  }
}
