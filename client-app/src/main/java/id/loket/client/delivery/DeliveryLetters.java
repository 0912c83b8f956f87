package id.loket.client.delivery;

import id.loket.client.mail.Letter;
import id.loket.client.mail.LetterWriter;
import id.loket.client.mail.Mail;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.Recipient;
import id.loket.client.notification.BookingTexts;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Letters about what is on its way. */
@Singleton
public class DeliveryLetters implements LetterWriter {
  private final TolerantJson json;
  private final BookingTexts texts;
  private final Messages messages = Messages.of("mails");

  DeliveryLetters(TolerantJson json, BookingTexts texts) {
    this.json = json;
    this.texts = texts;
  }

  @Override
  public Set<MailKind> kinds() {
    return EnumSet.of(
        MailKind.DELIVERY_ARRANGED, MailKind.DELIVERY_RELEASED, MailKind.DELIVERY_WITHDRAWN);
  }

  @Override
  public Uni<Letter> write(Mail mail, Recipient recipient) {
    Delivery delivery = json.read(mail.data(), Delivery.class);
    Language language = recipient.language();
    List<Letter.Fact> facts = new ArrayList<>();
    delivery
        .items()
        .forEach(
            item ->
                facts.add(
                    new Letter.Fact(
                        text(language, "fact.item"),
                        item.quantity() + " × " + item.item() + " (" + item.store() + ")")));
    String key = mail.kind().key();
    boolean isToPay = mail.kind() == MailKind.DELIVERY_ARRANGED && delivery.isBilled();
    List<String> paragraphs = new ArrayList<>(List.of(text(language, key + ".text")));
    if (isToPay) {
      String total = delivery.total().format(language.locale());
      String until = texts.time(delivery.payUntil(), language);
      facts.add(new Letter.Fact(text(language, "fact.total"), total));
      paragraphs.add(text(language, key + ".pay", total, until));
    }
    facts.add(new Letter.Fact(text(language, "fact.order"), delivery.orderId().toString()));
    return Uni.createFrom()
        .item(
            new Letter(
                tone(mail.kind()),
                text(language, key + ".subject"),
                text(language, key + ".heading"),
                paragraphs,
                facts,
                isToPay ? action(delivery, language) : null,
                isToPay ? text(language, key + ".note") : null,
                List.of()));
  }

  private Letter.Action action(Delivery delivery, Language language) {
    String total = delivery.total().format(language.locale());
    return new Letter.Action(
        text(language, "delivery-arranged.action", total), delivery.paymentUrl());
  }

  private String text(Language language, String key, Object... arguments) {
    return messages.text(language, key, "", arguments);
  }

  private static Letter.Tone tone(MailKind kind) {
    return switch (kind) {
      case DELIVERY_RELEASED -> Letter.Tone.GOOD;
      case DELIVERY_WITHDRAWN -> Letter.Tone.BAD;
      default -> Letter.Tone.NEUTRAL;
    };
  }
}
