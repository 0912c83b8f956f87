package id.loket.local.mail;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One received mail.
 *
 * @param recipients whom the SMTP envelope named; BCC too
 * @param text the plain text part, empty when there is none
 * @param html the HTML part, empty when there is none
 */
record Mail(
    String id,
    String receivedAt,
    String from,
    List<String> recipients,
    String subject,
    String messageId,
    Map<String, List<String>> headers,
    String text,
    String html,
    List<Attachment> attachments) {

  /**
   * A file that came with the mail.
   *
   * @param n its number, from 1
   * @param size in bytes
   */
  record Attachment(int n, String name, String type, int size, @JsonIgnore byte[] content) {}

  /** What a list shows. */
  record Summary(
      String id,
      String receivedAt,
      String from,
      List<String> recipients,
      String subject,
      String messageId,
      int attachments) {

    /** Whether an address it went to contains this text. */
    boolean isFor(String recipient) {
      String sought = recipient.toLowerCase(Locale.ROOT);
      return recipients.stream().anyMatch(each -> each.toLowerCase(Locale.ROOT).contains(sought));
    }
  }

  Summary summary() {
    return new Summary(id, receivedAt, from, recipients, subject, messageId, attachments.size());
  }
}
