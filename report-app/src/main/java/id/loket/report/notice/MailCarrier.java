package id.loket.report.notice;

import id.loket.report.report.Channel;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.SMTPException;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Mail, through an SMTP server. */
@Singleton
class MailCarrier implements Carrier {
  private static final int FIRST_PERMANENT_REPLY = 500;
  private static final int AUTHENTICATION_REPLIES = 53;

  private final ReactiveMailer mailer;
  private final Template html;
  private final Template plain;
  private final NoticeTexts texts;
  private final NoticeConfig config;
  private final Budgets budgets;

  MailCarrier(
      ReactiveMailer mailer,
      @Location("notice/mail.html") Template html,
      @Location("notice/mail.txt") Template plain,
      NoticeTexts texts,
      NoticeConfig config,
      Budgets budgets) {
    this.mailer = mailer;
    this.html = html;
    this.plain = plain;
    this.texts = texts;
    this.config = config;
    this.budgets = budgets;
  }

  @Override
  public Channel channel() {
    return Channel.MAIL;
  }

  @Override
  public Uni<Void> carry(Notice notice, Recipient recipient, NoticeText text) {
    if (recipient.mail() == null) {
      throw new Undeliverable("no-mail-address");
    }
    return withinBudget(recipient).chain(() -> send(notice, recipient, text));
  }

  /** Whoever signed in has shown that the address is theirs; any other may be a stranger's. */
  private Uni<Void> withinBudget(Recipient recipient) {
    return recipient.userId() == null
        ? budgets.spend(Channel.MAIL, recipient.mail())
        : Uni.createFrom().voidItem();
  }

  private Uni<Void> send(Notice notice, Recipient recipient, NoticeText text) {
    return Uni.combine()
        .all()
        .unis(fill(html, notice, recipient, text), fill(plain, notice, recipient, text))
        .with((page, lines) -> mail(notice, recipient, text, page, lines))
        .chain(mail -> mailer.send(mail))
        .onFailure(failure -> permanentReply(failure).isPresent())
        .transform(failure -> new Undeliverable(permanentReply(failure).orElseThrow()));
  }

  private Uni<String> fill(Template template, Notice notice, Recipient recipient, NoticeText text) {
    return Uni.createFrom()
        .completionStage(
            () ->
                template
                    .data("language", recipient.language().tag())
                    .data("subject", text.subject())
                    .data("greeting", texts.greeting(recipient))
                    .data("text", text.text())
                    .data("note", text.note() == null ? "" : text.note())
                    .data("action", text.action() == null ? "" : text.action())
                    .data("url", text.url().toString())
                    .data("footer", texts.footer(notice, recipient.language()))
                    .renderAsync());
  }

  private Mail mail(
      Notice notice, Recipient recipient, NoticeText text, String page, String lines) {
    return new Mail()
        .addTo(recipient.mail())
        .setSubject(text.subject())
        .setHtml(page)
        .setText(lines)
        .addHeader("Message-ID", "<" + notice.id() + "@" + config.mailDomain() + ">")
        .addHeader("Content-Language", recipient.language().tag())
        .addHeader("Auto-Submitted", "auto-generated");
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
}
