package id.loket.client.mail;

import io.quarkus.mailer.reactive.ReactiveMailer;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.SMTPException;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Hands letters to the SMTP server. */
@Singleton
public class Postman {
  private static final int FIRST_PERMANENT_REPLY = 500;
  private static final int AUTHENTICATION_REPLIES = 53;

  private final ReactiveMailer mailer;
  private final MailConfig config;

  Postman(ReactiveMailer mailer, MailConfig config) {
    this.mailer = mailer;
    this.config = config;
  }

  /**
   * Sends one letter. Its Message-ID is made of the mail's id, so that a mail sent twice because a
   * replica died at the wrong moment is one message to mail programs and servers that look.
   *
   * @return fails with {@link Refused} when the server will never take it
   */
  Uni<Void> send(Mail mail, Recipient recipient, Letter letter, Paper.Sheets sheets) {
    io.quarkus.mailer.Mail message =
        new io.quarkus.mailer.Mail()
            .addTo(recipient.email())
            .setSubject(letter.subject())
            .setText(sheets.text())
            .setHtml(sheets.html())
            .addHeader("Message-ID", "<" + mail.id() + "@" + config.domain() + ">")
            .addHeader("Content-Language", recipient.language().tag())
            .addHeader("Auto-Submitted", "auto-generated");
    if (letter.endUrl() != null) {
      message.addHeader("List-Unsubscribe", "<" + letter.endUrl() + ">");
      message.addHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    for (Letter.Attachment file : letter.attachments()) {
      message.addAttachment(file.fileName(), file.content(), file.contentType());
    }
    return mailer
        .send(message)
        .ifNoItem()
        .after(config.sendTimeout())
        .fail()
        .onFailure(failure -> permanentReply(failure).isPresent())
        .transform(failure -> new Refused(permanentReply(failure).orElseThrow()));
  }

  /**
   * The reply of a server that refused for good; a refused sign-in is our mistake, not the mail's.
   */
  private static Optional<String> permanentReply(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SMTPException smtp) {
        int reply = smtp.getReplyCode();
        return reply >= FIRST_PERMANENT_REPLY && reply / 10 != AUTHENTICATION_REPLIES
            ? Optional.of("smtp-" + reply)
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The server will not take this mail, now or later. */
  static final class Refused extends RuntimeException {
    Refused(String reason) {
      super(reason, null, false, false);
    }
  }
}
