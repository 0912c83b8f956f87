package id.loket.client.password;

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

/** The letter with the link that sets a new password. */
@Singleton
public class PasswordLetters implements LetterWriter {
  private final Passwords passwords;
  private final ResetConfig config;
  private final Messages messages = Messages.of("mails");

  PasswordLetters(Passwords passwords, ResetConfig config) {
    this.passwords = passwords;
    this.config = config;
  }

  @Override
  public Set<MailKind> kinds() {
    return Set.of(MailKind.PASSWORD_RESET);
  }

  @Override
  public Uni<Letter> write(Mail mail, Recipient recipient) {
    return passwords.makeToken(mail.userId()).map(token -> letter(recipient.language(), token));
  }

  private Letter letter(Language language, String token) {
    String url = config.publicUrl() + "/reset?token=" + token + "&lang=" + language.tag();
    return new Letter(
        Letter.Tone.NEUTRAL,
        text("subject", language),
        text("heading", language),
        List.of(text("text", language)),
        List.of(),
        new Letter.Action(text("action", language), url),
        text("note", language),
        List.of());
  }

  private String text(String part, Language language) {
    return messages.text(
        language, "password-reset." + part, "", config.tokenLifetime().toMinutes());
  }
}
