package id.loket.payment.page;

import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import io.quarkus.qute.TemplateData;

/** The page for a link that leads to no invoice. */
@TemplateData
record UnknownPage(Language language, String nonce, Messages messages) {
  /** A text of the page in the reader's language. */
  public String text(String key) {
    return messages.text(language, key);
  }
}
