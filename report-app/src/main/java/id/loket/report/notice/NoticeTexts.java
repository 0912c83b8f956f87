package id.loket.report.notice;

import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.report.link.Links;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;

/** Writes notices in the language of whoever is told. */
@Singleton
class NoticeTexts {
  private static final int LONGEST_NOTE = 300;

  private final Messages messages = Messages.of("notices");
  private final Links links;
  private final NoticeConfig config;

  NoticeTexts(Links links, NoticeConfig config) {
    this.links = links;
    this.config = config;
  }

  /** What a notice says in that language. */
  NoticeText write(Notice notice, Language language) {
    Notice.Facts facts = notice.facts();
    String category = facts.category().in(language);
    String number = number(notice);
    String when =
        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
            .withLocale(language.locale())
            .format(facts.at().atZone(config.zone()));
    boolean asks = notice.kind() == NoticeKind.RESOLVED && facts.resolvedAt() != null;
    URI url =
        asks
            ? links.isItFixed(notice.reportId(), facts.resolvedAt())
            : links.report(notice.reportId());
    return new NoticeText(
        text(notice, "subject", language, category, number, when),
        text(notice, "text", language, category, number, when),
        shortened(facts.note()),
        asks ? messages.text(language, "resolved.action") : null,
        url);
  }

  /** How a letter greets somebody. */
  String greeting(Recipient recipient) {
    return recipient.name() == null || recipient.name().isBlank()
        ? messages.text(recipient.language(), "greeting.unknown")
        : messages.text(recipient.language(), "greeting", "", recipient.name());
  }

  /** What stands below every letter. */
  String footer(Language language) {
    return messages.text(language, "footer");
  }

  private String text(Notice notice, String part, Language language, Object... arguments) {
    String key = notice.kind().key() + "." + part;
    return messages.text(language, key, key, arguments);
  }

  /** The end of a report's id: its beginning is the time, which many share. */
  private static String number(Notice notice) {
    String id = notice.reportId().toString();
    return id.substring(id.length() - 12).toUpperCase(java.util.Locale.ROOT);
  }

  private static String shortened(String note) {
    if (note == null || note.isBlank()) {
      return null;
    }
    return note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE) + "…";
  }
}
