package id.loket.client.alert;

import id.loket.client.mail.Letter;
import id.loket.client.mail.LetterImpossible;
import id.loket.client.mail.LetterWriter;
import id.loket.client.mail.Mail;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.Recipient;
import id.loket.client.ticket.StockAlert;
import id.loket.client.ticket.StockAlerts;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Letters about stock, to addresses of ticket-app's subscribers. */
@Singleton
public class AlertLetters implements LetterWriter {
  private final StockAlerts alerts;
  private final Messages messages = Messages.of("mails");

  AlertLetters(StockAlerts alerts) {
    this.alerts = alerts;
  }

  @Override
  public Set<MailKind> kinds() {
    return EnumSet.of(MailKind.STOCK_ALERT);
  }

  @Override
  public Uni<Optional<Recipient>> recipient(Mail mail) {
    return alerts
        .find(UUID.fromString(mail.data()))
        .map(
            found ->
                found.map(
                    alert ->
                        new Recipient(
                            messages.text(alert.language(), "stock-alert.name"),
                            alert.email(),
                            alert.language())));
  }

  @Override
  public Uni<Letter> write(Mail mail, Recipient recipient) {
    return alerts
        .find(UUID.fromString(mail.data()))
        .map(found -> found.orElseThrow(() -> new LetterImpossible("subscription-ended")))
        .map(this::letter);
  }

  private Letter letter(StockAlert alert) {
    return alert.confirmUrl() == null ? ofFalls(alert) : confirmation(alert);
  }

  private Letter confirmation(StockAlert alert) {
    Language language = alert.language();
    return new Letter(
        Letter.Tone.NEUTRAL,
        messages.text(language, "stock-confirmation.subject"),
        messages.text(language, "stock-confirmation.heading"),
        List.of(messages.text(language, "stock-confirmation.text")),
        List.of(),
        new Letter.Action(messages.text(language, "stock-confirmation.action"), alert.confirmUrl()),
        messages.text(language, "stock-confirmation.note"),
        List.of());
  }

  private Letter ofFalls(StockAlert alert) {
    Language language = alert.language();
    List<String> paragraphs = new ArrayList<>();
    alert.items().forEach(item -> paragraphs.add(sentence(language, item)));
    long others = alert.itemCount() - alert.items().size();
    if (others > 0) {
      paragraphs.add(messages.text(language, "stock-alert.others", "", others));
    }
    return new Letter(
        Letter.Tone.BAD,
        messages.text(language, "stock-alert.subject"),
        messages.text(language, "stock-alert.heading", "", alert.itemCount()),
        paragraphs,
        List.of(),
        null,
        messages.text(language, "stock-alert.note", "", alert.endUrl()),
        List.of(),
        alert.endUrl());
  }

  private String sentence(Language language, StockAlert.Item item) {
    return messages.text(
        language,
        item.count() == 0 ? "stock-alert.empty" : "stock-alert.low",
        "",
        item.store(),
        item.item(),
        item.count());
  }
}
