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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The letters with the link that proves an address, and the one to the address that was replaced.
 */
@Singleton
public class VerificationLetters implements LetterWriter {
  private final Verifications verifications;
  private final EmailChanges emailChanges;
  private final VerificationConfig config;
  private final Messages messages = Messages.of("mails");

  VerificationLetters(
      Verifications verifications, EmailChanges emailChanges, VerificationConfig config) {
    this.verifications = verifications;
    this.emailChanges = emailChanges;
    this.config = config;
  }

  @Override
  public Set<MailKind> kinds() {
    return Set.of(MailKind.VERIFICATION, MailKind.EMAIL_CHANGE, MailKind.EMAIL_CHANGED);
  }

  @Override
  public Uni<Optional<Recipient>> recipient(Mail mail) {
    return switch (mail.kind()) {
      case EMAIL_CHANGE -> emailChanges.newAddress(UUID.fromString(mail.data()));
      case EMAIL_CHANGED -> emailChanges.oldAddress(UUID.fromString(mail.data()));
      default -> verifications.recipient(mail.userId());
    };
  }

  @Override
  public Uni<Letter> write(Mail mail, Recipient recipient) {
    Language language = recipient.language();
    if (mail.kind() == MailKind.EMAIL_CHANGED) {
      return Uni.createFrom().item(() -> letter(mail.kind(), language, Letter.Tone.BAD, null));
    }
    UUID owner =
        mail.kind() == MailKind.EMAIL_CHANGE ? UUID.fromString(mail.data()) : mail.userId();
    return verifications
        .makeToken(owner, recipient.email())
        .map(token -> letter(mail.kind(), language, Letter.Tone.NEUTRAL, link(token, language)));
  }

  private String link(String token, Language language) {
    return config.publicUrl() + "/verify?token=" + token + "&lang=" + language.tag();
  }

  private Letter letter(MailKind kind, Language language, Letter.Tone tone, String url) {
    return new Letter(
        tone,
        text(kind, "subject", language),
        text(kind, "heading", language),
        List.of(text(kind, "text", language)),
        List.of(),
        url == null ? null : new Letter.Action(text(kind, "action", language), url),
        url == null ? null : text(kind, "note", language),
        List.of());
  }

  private String text(MailKind kind, String part, Language language) {
    return messages.text(language, kind.key() + "." + part, "", config.tokenLifetime().toHours());
  }
}
