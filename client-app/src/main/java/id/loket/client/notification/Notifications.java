package id.loket.client.notification;

import id.loket.client.mail.Mail;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.MailRequest;
import id.loket.client.mail.MailStatus;
import id.loket.client.mail.Mails;
import id.loket.client.ticket.BookingStatus;
import id.loket.client.ticket.BookingView;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** What users are told: each is a mail, and an entry of the list they can read here. */
@Singleton
public class Notifications {
  private final Mails mails;
  private final BookingTexts texts;
  private final TolerantJson json;
  private final Messages messages = Messages.of("mails");

  Notifications(Mails mails, BookingTexts texts, TolerantJson json) {
    this.mails = mails;
    this.texts = texts;
    this.json = json;
  }

  /** The mail that tells the user of a booking's new status, if there is one. */
  public Optional<MailRequest> about(BookingView booking) {
    return kindFor(booking)
        .map(kind -> new MailRequest(booking.userId(), kind, booking.id(), json.write(booking)));
  }

  /** A ticket that is void before its mail was sent: there is no PDF to send any more. */
  public Uni<Void> withdrawTicket(SqlClient transaction, UUID bookingId) {
    return mails.withdraw(transaction, bookingId, MailKind.BOOKING_CONFIRMED);
  }

  /**
   * Which mail a status makes; none while the seat is only being held. Of seats booked together one
   * tells what concerns them all, and each its ticket.
   */
  static Optional<MailKind> kindFor(BookingView booking) {
    if (booking.isToldWithAnother() && booking.status() != BookingStatus.CONFIRMED) {
      return Optional.empty();
    }
    return switch (booking.status()) {
      case HOLDING -> Optional.empty();
      case QUEUED -> Optional.of(MailKind.BOOKING_QUEUED);
      case PENDING_PAYMENT -> paymentLink(booking);
      case CONFIRMED -> Optional.of(MailKind.BOOKING_CONFIRMED);
      case FAILED -> Optional.of(MailKind.BOOKING_FAILED);
      case EXPIRED -> Optional.of(MailKind.BOOKING_EXPIRED);
      case CANCELLED -> Optional.of(cancelled(booking));
      case LEFT -> Optional.of(MailKind.QUEUE_LEFT);
    };
  }

  /** Of seats paid together one that is cancelled alone is told of with what comes back for it. */
  private static MailKind cancelled(BookingView booking) {
    boolean comesBackAlone = booking.isAlone() && booking.price().amount() > 0;
    return comesBackAlone ? MailKind.SEAT_CANCELLED : MailKind.BOOKING_CANCELLED;
  }

  /** How to pay; of a booking that an order carries once that has its invoice. */
  private static Optional<MailKind> paymentLink(BookingView booking) {
    if (booking.orderId() != null) {
      return Optional.of(MailKind.ORDER_PAYMENT_LINK).filter(kind -> booking.paymentUrl() != null);
    }
    return Optional.of(booking.promoted() ? MailKind.PROMOTION : MailKind.PAYMENT_LINK);
  }

  /** What a user was told, newest first. */
  Uni<Page<NotificationView>> list(UUID userId, Language language, PageQuery query) {
    return mails.list(userId, query).map(page -> page.map(mail -> view(mail, language)));
  }

  private NotificationView view(Mail mail, Language language) {
    BookingView booking =
        mail.kind().isAboutBooking() ? json.read(mail.data(), BookingView.class) : null;
    boolean payable = BookingLetters.WITH_PAYMENT.contains(mail.kind());
    return new NotificationView(
        mail.id(),
        mail.kind(),
        text(mail.kind(), "subject", language, booking),
        text(mail.kind(), "brief", language, booking),
        mail.bookingId(),
        payable && booking != null ? booking.paymentUrl() : null,
        mail.createdAt(),
        new NotificationView.Delivery(
            mail.status(),
            mail.attempts(),
            mail.sentAt(),
            mail.status() == MailStatus.PENDING ? mail.nextAttemptAt() : null,
            mail.failure()));
  }

  private String text(MailKind kind, String part, Language language, BookingView booking) {
    return booking == null
        ? messages.text(language, kind.key() + "." + part)
        : texts.text(kind, part, language, booking);
  }
}
