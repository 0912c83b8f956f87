package id.loket.payment.page;

import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.payment.invoice.Invoice;
import io.quarkus.qute.TemplateData;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The payment page of one invoice, ready to be shown. It carries nothing about the customer: the
 * link may be forwarded.
 *
 * @param secondsLeft until the invoice runs out; counted by the server, so a wrong clock at the
 *     customer's does not matter
 * @param methods outcomes a tester may choose; empty outside of simulations
 * @param nonce what this answer's own style and script are allowed by
 */
@TemplateData
record PaymentPage(
    Language language,
    PageState state,
    String number,
    String amount,
    String description,
    String expiresAt,
    long secondsLeft,
    List<String> methods,
    String nonce,
    Messages messages) {

  static PaymentPage of(
      Invoice invoice,
      Language language,
      List<String> methods,
      String nonce,
      ZoneId zone,
      Messages messages,
      Instant now) {
    return new PaymentPage(
        language,
        PageState.of(invoice, now),
        invoice.number().text(),
        invoice.amount().format(language.locale()),
        invoice.description(),
        DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm z", language.locale())
            .withZone(zone)
            .format(invoice.expiresAt()),
        Math.max(0, Duration.between(now, invoice.expiresAt()).toSeconds()),
        methods,
        nonce,
        messages);
  }

  /** A text of the page in the reader's language. */
  public String text(String key) {
    return messages.text(language, key);
  }

  /** A text that depends on the state. */
  public String stateText(String what) {
    return text(state.name().toLowerCase(Locale.ROOT) + "." + what);
  }

  public String mood() {
    return state.mood();
  }

  public boolean isPayable() {
    return state == PageState.PAYABLE;
  }

  public boolean isProcessing() {
    return state == PageState.PROCESSING;
  }

  /** The other language, to change to. */
  public String otherLanguage() {
    return language == Language.INDONESIAN ? Language.ENGLISH.tag() : Language.INDONESIAN.tag();
  }
}
