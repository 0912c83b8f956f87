package id.loket.client.mail;

import id.loket.kit.language.Language;

/** Where a mail goes and in which language. */
public record Recipient(String name, String email, Language language) {
  /** Without the address, for whoever logs it. */
  @Override
  public String toString() {
    return "Recipient[…]";
  }
}
