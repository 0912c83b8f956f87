package id.loket.client.verification;

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

/**
 * Letters about the account: the link that verifies an address, and the notice that it is verified.
 */
@Singleton
public class VerificationLetters implements LetterWriter {
  private final Verifications verifications;
  private final VerificationConfig config;
  private final Messages messages = Messages.of("mails");

  VerificationLetters(Verifications verifications, VerificationConfig config) {
    this.verifications = verifications;
    this.config = config;
  }

  @Override
  public Set<MailKind> kinds() {
    return Set.of(MailKind.VERIFICATION, MailKind.VERIFIED);
  }

  @Override
  public Uni<Letter> write(Mail mail, Recipient recipient) {
    Language language = recipient.language();
    return mail.kind() == MailKind.VERIFIED
        ? Uni.createFrom().item(() -> letter(mail.kind(), language, Letter.Tone.GOOD, null))
        : verifications
            .makeToken(mail.userId(), recipient.email())
            .map(token -> link(token, language))
            .map(
                url ->
                    letter(
                        mail.kind(),
                        language,
                        Letter.Tone.NEUTRAL,
                        new Letter.Action(text(mail.kind(), "action", language), url)));
  }

  private String link(String token, Language language) {
    return config.publicUrl() + "/verify?token=" + token + "&lang=" + language.tag();
  }

  private Letter letter(MailKind kind, Language language, Letter.Tone tone, Letter.Action action) {
    return new Letter(
        tone,
        text(kind, "subject", language),
        text(kind, "heading", language),
        List.of(text(kind, "text", language)),
        List.of(),
        action,
        action == null ? null : text(kind, "note", language),
        List.of());
  }

  private String text(MailKind kind, String part, Language language) {
    return messages.text(language, kind.key() + "." + part, "", config.tokenLifetime().toHours());
  }
}
