package id.loket.payment.page;

import id.loket.kit.http.HtmlPage;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.kit.problem.Problem;
import id.loket.payment.invoice.Invoice;
import id.loket.payment.invoice.InvoiceNumber;
import id.loket.payment.invoice.Invoices;
import id.loket.payment.payment.Payments;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The page a customer pays on. Looking at it changes nothing, however often a mail scanner follows
 * the link: paying is a POST.
 */
@Path("/pay/{number}")
@Produces(MediaType.TEXT_HTML)
@PermitAll
@Tag(name = "Payment page")
public class PaymentPageResource {
  private static final int CONFLICT = Status.CONFLICT.getStatusCode();

  private final Invoices invoices;
  private final Payments payments;
  private final PageConfig config;
  private final Messages messages = Messages.of("page");

  PaymentPageResource(Invoices invoices, Payments payments, PageConfig config) {
    this.invoices = invoices;
    this.payments = payments;
    this.config = config;
  }

  @CheckedTemplate
  static class Templates {
    static native TemplateInstance page(PaymentPage page);

    static native TemplateInstance unknown(UnknownPage page);
  }

  /** Where an invoice stands, for the page's own script. */
  @RegisterForReflection // native: the entity of a Response, which names no type
  public record PageStatus(String state) {}

  /** The page of one invoice in Indonesian or English; 404 as a page too. */
  @GET
  @Operation(summary = "The payment page")
  @APIResponse(responseCode = "200", description = "The page, in the state the invoice is in")
  @APIResponse(
      responseCode = "404",
      description = "No such invoice, said as a page",
      content = @Content(mediaType = MediaType.TEXT_HTML))
  public Uni<Response> show(
      @PathParam("number") String number,
      @QueryParam("lang") @Parameter(description = "id or en; else Accept-Language decides")
          String lang,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage) {
    return find(number)
        .chain(
            found ->
                found.isPresent()
                    ? page(found.get(), language(lang, acceptLanguage, found.get()))
                    : unknown(language(lang, acceptLanguage, null)));
  }

  /** The state of the invoice, asked for by the page while a payment is under way. */
  @GET
  @Path("/status")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(hidden = true)
  public Uni<Response> status(@PathParam("number") String number) {
    return find(number)
        .map(
            found ->
                found
                    .map(invoice -> PageState.of(invoice, Instant.now()).name())
                    .map(state -> Response.ok(new PageStatus(state)))
                    .orElseGet(() -> Response.status(Status.NOT_FOUND))
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build());
  }

  /**
   * Pays and goes back to the page, which tells the rest; so it does when somebody was faster, and
   * a second click is not an error.
   */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(summary = "Pay from the page's form")
  @APIResponse(responseCode = "303", description = "Back to the page")
  @APIResponse(
      responseCode = "404",
      description = "No such invoice, said as a page",
      content = @Content(mediaType = MediaType.TEXT_HTML))
  public Uni<Response> pay(
      @PathParam("number") String number,
      @FormParam("method") String method,
      @QueryParam("lang") String lang,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String acceptLanguage) {
    return find(number)
        .chain(
            found ->
                found.isPresent()
                    ? pay(found.get(), method).replaceWith(() -> backToPage(number, lang))
                    : unknown(language(lang, acceptLanguage, null)));
  }

  private Uni<?> pay(Invoice invoice, String method) {
    String chosen = method == null || method.isBlank() ? null : method;
    return payments
        .pay(invoice.number(), chosen, Optional.empty())
        .onFailure(PaymentPageResource::isConflict)
        .recoverWithNull();
  }

  private static boolean isConflict(Throwable failure) {
    return failure instanceof Problem problem && problem.type().status() == CONFLICT;
  }

  // Relative, so that it is right behind any gateway's prefix.
  private static Response backToPage(String number, String lang) {
    String query = !isSpoken(lang) ? "" : "?lang=" + lang;
    return Response.status(Status.SEE_OTHER)
        .header(HttpHeaders.LOCATION, number + query)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private Uni<Optional<Invoice>> find(String number) {
    try {
      return invoices.find(new InvoiceNumber(number));
    } catch (IllegalArgumentException malformed) {
      return Uni.createFrom().item(Optional.empty());
    }
  }

  private Uni<Response> page(Invoice invoice, Language language) {
    String nonce = HtmlPage.nonce();
    PaymentPage page =
        PaymentPage.of(
            invoice, language, payments.methods(), nonce, config.zone(), messages, Instant.now());
    return render(Templates.page(page), Status.OK, language, nonce);
  }

  private Uni<Response> unknown(Language language) {
    String nonce = HtmlPage.nonce();
    return render(
        Templates.unknown(new UnknownPage(language, nonce, messages)),
        Status.NOT_FOUND,
        language,
        nonce);
  }

  private static Uni<Response> render(
      TemplateInstance template, Status status, Language language, String nonce) {
    return template
        .createUni()
        .map(html -> HtmlPage.of(status.getStatusCode(), language, html, nonce));
  }

  /** What the link says, else what the browser says, else what the customer's account says. */
  private static Language language(String lang, String acceptLanguage, Invoice invoice) {
    if (isSpoken(lang)) {
      return Language.ofTag(lang);
    }
    boolean browserIsSilent = acceptLanguage == null || acceptLanguage.isBlank();
    if (browserIsSilent && invoice != null && invoice.customerLanguage() != null) {
      return invoice.customerLanguage();
    }
    return Language.preferred(acceptLanguage);
  }

  private static boolean isSpoken(String lang) {
    return "id".equals(lang) || "en".equals(lang);
  }
}
