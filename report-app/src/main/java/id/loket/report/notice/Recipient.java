package id.loket.report.notice;

import id.loket.kit.language.Language;
import java.util.UUID;

/**
 * Whom a notice goes to and in which language.
 *
 * @param userId null when they did not sign in
 */
record Recipient(UUID userId, String name, String mail, String phone, Language language) {
  /** Without name and addresses, for whoever logs it. */
  @Override
  public String toString() {
    return "Recipient[…]";
  }
}
