package id.loket.client.user;

import id.loket.client.mail.Letter;
import id.loket.client.mail.LetterWriter;
import id.loket.client.mail.Mail;
import id.loket.client.mail.MailKind;
import id.loket.client.mail.Recipient;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Set;

/** Letters that tell users of what happened to their accounts, and ask for nothing. */
@Singleton
public class AccountLetters implements LetterWriter {
  private final Messages messages = Messages.of("mails");
  private final TolerantJson json;

  AccountLetters(TolerantJson json) {
    this.json = json;
  }

  /**
   * Where somebody signs in who does so elsewhere: what a mail about their account may need.
   *
   * @param issuer an OpenID Connect issuer's identifier, which is a URL
   */
  @RegisterForReflection // native: kept as JSON with the mail
  record Outside(String issuer) {
    String host() {
      return URI.create(issuer).getHost();
    }
  }

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
    return Uni.createFrom().item(() -> letter(mail, recipient.language()));
  }

  private Letter letter(Mail mail, Language language) {
    MailKind kind = mail.kind();
    return new Letter(
        toneOf(kind),
        text(kind, "subject", language),
        text(kind, "heading", language),
        List.of(
            mail.data() == null
                ? text(kind, "text", language)
                : outside(kind, json.read(mail.data(), Outside.class), language)),
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

  private String outside(MailKind kind, Outside account, Language language) {
    return messages.text(language, kind.key() + ".outside", "", account.host());
  }

  private String text(MailKind kind, String part, Language language) {
    return messages.text(language, kind.key() + "." + part);
  }
}
