package id.loket.client.notification;

import id.loket.client.mail.Letter;
import id.loket.client.mail.LetterImpossible;
import id.loket.client.mail.LetterWriter;
import id.loket.client.mail.Mail;
import id.loket.client.mail.MailConfig;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.Recipient;
import id.loket.client.ticket.BookingView;
import id.loket.client.ticket.TicketDocuments;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Letters about bookings: payment link, ticket, notices. Tickets and notices carry their PDF. */
@Singleton
public class BookingLetters implements LetterWriter {
  private static final Set<MailKind> WITH_DOCUMENT =
      EnumSet.of(MailKind.BOOKING_CONFIRMED, MailKind.BOOKING_FAILED, MailKind.BOOKING_EXPIRED);
  static final Set<MailKind> WITH_PAYMENT =
      EnumSet.of(MailKind.PAYMENT_LINK, MailKind.ORDER_PAYMENT_LINK, MailKind.PROMOTION);

  private final BookingTexts texts;
  private final TicketDocuments documents;
  private final MailConfig config;
  private final TolerantJson json;

  BookingLetters(
      BookingTexts texts, TicketDocuments documents, MailConfig config, TolerantJson json) {
    this.texts = texts;
    this.documents = documents;
    this.config = config;
    this.json = json;
  }

  @Override
  public Set<MailKind> kinds() {
    return Arrays.stream(MailKind.values())
        .filter(MailKind::isAboutBooking)
        .collect(Collectors.toSet());
  }

  @Override
  public Uni<Letter> write(Mail mail, Recipient recipient) {
    BookingView booking = json.read(mail.data(), BookingView.class);
    return attachments(mail, booking, recipient.language())
        .map(files -> letter(mail.kind(), booking, recipient.language(), files));
  }

  private Uni<List<Letter.Attachment>> attachments(
      Mail mail, BookingView booking, Language language) {
    if (!WITH_DOCUMENT.contains(mail.kind())) {
      return Uni.createFrom().item(List.of());
    }
    return documents
        .fetch(booking.id())
        .onFailure(TicketDocuments.NotThere.class)
        .transform(notThere -> isOutOfPatience(mail) ? giveUp() : notThere)
        .map(
            pdf ->
                List.of(
                    new Letter.Attachment(
                        texts.text(mail.kind(), "file", language, booking),
                        "application/pdf",
                        pdf)));
  }

  private boolean isOutOfPatience(Mail mail) {
    return mail.age().compareTo(config.documentPatience()) > 0;
  }

  private static LetterImpossible giveUp() {
    return new LetterImpossible("document-not-available");
  }

  private Letter letter(
      MailKind kind, BookingView booking, Language language, List<Letter.Attachment> files) {
    boolean payable = WITH_PAYMENT.contains(kind) && booking.paymentUrl() != null;
    return new Letter(
        tone(kind),
        texts.text(kind, "subject", language, booking),
        texts.text(kind, "heading", language, booking),
        List.of(texts.text(kind, "text", language, booking)),
        texts.facts(booking, language),
        payable
            ? new Letter.Action(texts.text(kind, "action", language, booking), booking.paymentUrl())
            : null,
        emptyToNull(texts.text(kind, "note", language, booking)),
        files);
  }

  private static String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Letter.Tone tone(MailKind kind) {
    return switch (kind) {
      case BOOKING_CONFIRMED, PROMOTION -> Letter.Tone.GOOD;
      case BOOKING_FAILED, BOOKING_EXPIRED, BOOKING_CANCELLED, SEAT_CANCELLED -> Letter.Tone.BAD;
      default -> Letter.Tone.NEUTRAL;
    };
  }
}
