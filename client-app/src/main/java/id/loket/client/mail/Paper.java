package id.loket.client.mail;

import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Puts letters on paper: HTML and plain text of the same content. */
@Singleton
public class Paper {
  private final Template html;
  private final Template text;
  private final Messages messages = Messages.of("mails");

  Paper(@Location("mail/letter.html") Template html, @Location("mail/letter.txt") Template text) {
    this.html = html;
    this.text = text;
  }

  /** Both forms of a letter. */
  record Sheets(String html, String text) {}

  Uni<Sheets> render(Letter letter, Recipient recipient) {
    return Uni.combine()
        .all()
        .unis(fill(html, letter, recipient), fill(text, letter, recipient))
        .with(Sheets::new);
  }

  private Uni<String> fill(Template template, Letter letter, Recipient recipient) {
    Language language = recipient.language();
    TemplateInstance filled =
        template
            .data("letter", letter)
            .data("language", language.tag())
            .data("greeting", messages.text(language, "greeting", "", recipient.name()))
            .data("footer", messages.text(language, "footer"));
    return Uni.createFrom().completionStage(filled::renderAsync);
  }
}
