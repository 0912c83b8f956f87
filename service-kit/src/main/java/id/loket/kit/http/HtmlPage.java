package id.loket.kit.http;

import id.loket.kit.language.Language;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The response of a page a service shows to people: never stored, never framed, sent nowhere, and
 * with no script or style but what the page itself carries.
 */
public final class HtmlPage {
  private static final int NONCE_BYTES = 16;
  private static final String ONLY_FORMS =
      "default-src 'none'; %s; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private HtmlPage() {}

  /** A page without scripts; styles may stand in it. */
  public static Response of(int status, Language language, String html) {
    return response(status, language, html, "style-src 'unsafe-inline'");
  }

  /**
   * A page with scripts that ask its own service.
   *
   * @param nonce what {@link #nonce} made for this response, on its script and style elements
   */
  public static Response of(int status, Language language, String html, String nonce) {
    String own = "style-src 'nonce-%1$s'; script-src 'nonce-%1$s'; connect-src 'self'";
    return response(status, language, html, own.formatted(nonce));
  }

  /** Allows the scripts and styles of one response, and nobody can guess it. */
  public static String nonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    // Not kept: a native executable must not carry the seed of its build.
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Response response(int status, Language language, String html, String sources) {
    return Response.status(status)
        .entity(html)
        .type("text/html;charset=UTF-8")
        .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("Content-Security-Policy", ONLY_FORMS.formatted(sources))
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY")
        .header("X-Robots-Tag", "noindex")
        .build();
  }
}
