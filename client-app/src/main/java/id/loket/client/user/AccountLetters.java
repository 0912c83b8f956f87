package id.loket.client.user;

import id.loket.client.mail.Letter;
import id.loket.client.mail.LetterWriter;
import id.loket.client.mail.Mail;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.Recipient;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** Letters that tell users of what happened to their accounts, and ask for nothing. */
@Singleton
public class AccountLetters implements LetterWriter {
  private final Messages messages = Messages.of("mails");

  @Override
  public Set<MailKind> kinds() {
    return Set.of(
        MailKind.VERIFIED,
        MailKind.ALREADY_REGISTERED,
        MailKind.SIGN_IN_ATTEMPTS,
        MailKind.PASSWORD_CHANGED,
        MailKind.SECOND_FACTOR_ADDED,
        MailKind.SECOND_FACTOR_REMOVED);
  }

  @Override
  public Uni<Letter> write(Mail mail, Recipient recipient) {
    return Uni.createFrom().item(() -> letter(mail.kind(), recipient.language()));
  }

  private Letter letter(MailKind kind, Language language) {
    return new Letter(
        toneOf(kind),
        text(kind, "subject", language),
        text(kind, "heading", language),
        List.of(text(kind, "text", language)),
        List.of(),
        null,
        null,
        List.of());
  }

  private static Letter.Tone toneOf(MailKind kind) {
    return switch (kind) {
      case VERIFIED -> Letter.Tone.GOOD;
      case SIGN_IN_ATTEMPTS, SECOND_FACTOR_REMOVED -> Letter.Tone.BAD;
      default -> Letter.Tone.NEUTRAL;
    };
  }

  private String text(MailKind kind, String part, Language language) {
    return messages.text(language, kind.key() + "." + part);
  }
}
