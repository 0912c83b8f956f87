package id.loket.client.delivery;

import id.loket.client.mail.Letter;
import id.loket.client.mail.LetterWriter;
import id.loket.client.mail.Mail;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.Recipient;
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
  private final Messages messages = Messages.of("mails");

  DeliveryLetters(TolerantJson json) {
    this.json = json;
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
    facts.add(new Letter.Fact(text(language, "fact.order"), delivery.orderId().toString()));
    String key = mail.kind().key();
    return Uni.createFrom()
        .item(
            new Letter(
                tone(mail.kind()),
                text(language, key + ".subject"),
                text(language, key + ".heading"),
                List.of(text(language, key + ".text")),
                facts,
                null,
                null,
                List.of()));
  }

  private String text(Language language, String key) {
    return messages.text(language, key);
  }

  private static Letter.Tone tone(MailKind kind) {
    return switch (kind) {
      case DELIVERY_RELEASED -> Letter.Tone.GOOD;
      case DELIVERY_WITHDRAWN -> Letter.Tone.BAD;
      default -> Letter.Tone.NEUTRAL;
    };
  }
}
