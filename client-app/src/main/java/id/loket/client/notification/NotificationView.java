package id.loket.client.notification;

import id.loket.client.mail.MailKind;
import id.loket.client.mail.MailStatus;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something a user was told, and how far its mail got.
 *
 * @param bookingId what it is about; absent for the account itself
 * @param paymentUrl where to pay, for a booking that can be paid
 */
@Schema(name = "Notification")
public record NotificationView(
    UUID id,
    MailKind kind,
    @Schema(examples = "Bayar kursi A-12 untuk Konser Amal Kota") String title,
    String text,
    UUID bookingId,
    String paymentUrl,
    Instant createdAt,
    Delivery mail) {

  /**
   * How far the mail got.
   *
   * @param attempts how often sending was tried
   * @param nextAttemptAt when it is tried again, while pending
   * @param failure why the last attempt failed: a reply of the SMTP server or a kind of failure
   */
  @Schema(name = "MailDelivery")
  public record Delivery(
      MailStatus status,
      int attempts,
      Instant sentAt,
      Instant nextAttemptAt,
      @Schema(examples = "smtp-550") String failure) {}
}
