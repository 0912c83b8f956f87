package id.loket.report.notice;

import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.report.link.Links;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

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
    if (notice.kind() == NoticeKind.UNIT) {
      return writeToUnit(notice.facts().news(), language);
    }
    Notice.Facts facts = notice.facts();
    String category = facts.category().in(language);
    String number = number(notice.reportId());
    String when = moment(facts.at(), language);
    boolean asks = notice.kind() == NoticeKind.RESOLVED && facts.resolvedAt() != null;
    boolean asksMore = notice.kind() == NoticeKind.ASKED && facts.question() != null;
    URI url =
        asks
            ? isItFixed(notice)
            : asksMore
                ? links.question(notice.reportId(), facts.question())
                : links.report(notice.reportId());
    String action = asks ? "resolved.action" : asksMore ? "asked.action" : null;
    return new NoticeText(
        text(notice, "subject", language, category, number, when),
        text(notice, "text", language, category, number, when),
        shortened(facts.note()),
        action == null ? null : messages.text(language, action),
        url);
  }

  /** One line for each report, the first fifty. */
  private NoticeText writeToUnit(Notice.UnitNews news, Language language) {
    List<String> lines = new ArrayList<>();
    for (Notice.UnitNews.Item item : news.items()) {
      String key = "unit." + item.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
      lines.add(
          messages.text(
              language,
              key,
              key,
              item.category().in(language),
              number(item.reportId()),
              moment(item.dueAt(), language)));
    }
    if (news.more() > 0) {
      lines.add(messages.text(language, "unit.more", "unit.more", news.more()));
    }
    int count = news.items().size() + news.more();
    String subject =
        count == 1
            ? lines.getFirst()
            : messages.text(language, "unit.subject", "unit.subject", count, news.unit());
    return new NoticeText(
        subject,
        messages.text(language, "unit.text", "unit.text", news.unit()),
        String.join("\n", lines),
        null,
        count == 1
            ? links.report(news.items().getFirst().reportId())
            : links.reportsOf(news.unit()));
  }

  private String moment(Instant at, Language language) {
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
        .withLocale(language.locale())
        .format(at.atZone(config.zone()));
  }

  /** How a letter greets somebody. */
  String greeting(Recipient recipient) {
    return recipient.name() == null || recipient.name().isBlank()
        ? messages.text(recipient.language(), "greeting.unknown")
        : messages.text(recipient.language(), "greeting", "", recipient.name());
  }

  /** What stands below every letter. */
  String footer(Notice notice, Language language) {
    return messages.text(
        language, notice.relation() == Relation.OFFICER ? "footer.officer" : "footer");
  }

  /** Whoever answers by a link is taken for the one it was written for. */
  private URI isItFixed(Notice notice) {
    Instant resolvedAt = notice.facts().resolvedAt();
    return notice.relation() == Relation.REPORTER
        ? links.isItFixed(notice.reportId(), resolvedAt)
        : links.isItFixed(
            notice.reportId(),
            resolvedAt,
            notice.userId() == null ? notice.contactReport() : notice.userId());
  }

  /** A voter is not told of "your report": where the text says so, there is another for them. */
  private String text(Notice notice, String part, Language language, Object... arguments) {
    String key = notice.kind().key() + "." + part;
    String text = messages.text(language, key, key, arguments);
    return notice.relation() == Relation.VOTER
        ? messages.text(language, key + ".voter", text, arguments)
        : text;
  }

  /** The end of a report's id: its beginning is the time, which many share. */
  private static String number(UUID reportId) {
    String id = reportId.toString();
    return id.substring(id.length() - 12).toUpperCase(Locale.ROOT);
  }

  private static String shortened(String note) {
    if (note == null || note.isBlank()) {
      return null;
    }
    return note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE) + "…";
  }
}
