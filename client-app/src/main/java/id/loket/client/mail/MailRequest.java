package id.loket.client.mail;

import java.util.UUID;

/**
 * Asks for a mail.
 *
 * @param userId whose; null for somebody who is no user
 * @param bookingId what it is about, or null
 * @param data JSON its letter is written from, or null
 */
public record MailRequest(UUID userId, MailKind kind, UUID bookingId, String data) {
  /** A mail about the account itself. */
  public static MailRequest to(UUID userId, MailKind kind) {
    return new MailRequest(userId, kind, null, null);
  }
}
