package id.loket.client.notification;

import id.loket.client.mail.Letter;
import id.loket.client.mail.MailConfig;
import id.loket.client.mail.MailKind;
import id.loket.client.ticket.BookingStatus;
import id.loket.client.ticket.BookingView;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.kit.money.Money;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is said about bookings, in both languages. */
@Singleton
public class BookingTexts {
  private static final String TIME = "EEEE, d MMMM yyyy, HH.mm z";
  private static final String TIME_ENGLISH = "EEEE, d MMMM yyyy, HH:mm z";

  private final Messages messages = Messages.of("mails");
  private final ZoneId zone;

  BookingTexts(MailConfig config) {
    this.zone = config.zone();
  }

  /** A text of a kind of mail, with the booking's particulars filled in. */
  String text(MailKind kind, String part, Language language, BookingView booking) {
    return messages.text(
        language,
        kind.key() + "." + part,
        "",
        title(booking),
        seat(booking, language),
        money(booking.due(), language),
        time(booking.expiresAt(), language),
        booking.position() == null ? "" : booking.position(),
        reason(booking, language),
        booking.id().toString(),
        money(booking.orderTotal(), language));
  }

  /** The table of what a booking is about. */
  List<Letter.Fact> facts(BookingView booking, Language language) {
    List<Letter.Fact> facts = new ArrayList<>();
    add(facts, "event", title(booking), language);
    if (booking.event() != null) {
      add(facts, "venue", booking.event().venue(), language);
      add(facts, "time", time(booking.event().startsAt(), language), language);
    }
    add(facts, "seat", seat(booking, language), language);
    add(
        facts,
        "price",
        money(isOfOneSeat(booking) ? booking.price() : booking.due(), language),
        language);
    add(facts, "total", money(booking.orderTotal(), language), language);
    add(facts, "reason", reason(booking, language), language);
    add(facts, "invoice", booking.invoiceNumber(), language);
    add(facts, "booking", booking.id().toString(), language);
    return facts;
  }

  private void add(List<Letter.Fact> facts, String label, String value, Language language) {
    if (value != null && !value.isBlank()) {
      facts.add(new Letter.Fact(messages.text(language, "fact." + label), oneLine(value)));
    }
  }

  private String title(BookingView booking) {
    return booking.event() == null ? "" : oneLine(booking.event().title());
  }

  private String seat(BookingView booking, Language language) {
    if (booking.seat() == null) {
      return "";
    }
    BookingView.SeatSummary seat = booking.seat();
    String place =
        Stream.of(
                seat.section(),
                seat.row() == null
                    ? null
                    : messages.text(language, "seat.row", seat.row(), seat.row()))
            .filter(part -> part != null && !part.isBlank())
            .collect(Collectors.joining(", "));
    String own = place.isEmpty() ? seat.label() : seat.label() + " (" + place + ")";
    boolean withOthers =
        booking.group() != null && booking.group().size() > 1 && !isOfOneSeat(booking);
    return oneLine(
        withOthers
            ? own + " " + messages.text(language, "seat.more", "", booking.group().size() - 1)
            : own);
  }

  /** A ticket is for one seat, and so may its end be; all else is told for all booked together. */
  private static boolean isOfOneSeat(BookingView booking) {
    return booking.status() == BookingStatus.CONFIRMED || booking.isAlone();
  }

  private static String money(Money money, Language language) {
    return money == null ? "" : money.format(language.locale());
  }

  /** A time as people here read it; empty for none. */
  public String time(Instant instant, Language language) {
    return instant == null
        ? ""
        : DateTimeFormatter.ofPattern(
                language == Language.INDONESIAN ? TIME : TIME_ENGLISH, language.locale())
            .format(instant.atZone(zone));
  }

  private String reason(BookingView booking, Language language) {
    return booking.reason() == null
        ? ""
        : messages.text(language, "reason." + booking.reason(), booking.reason());
  }

  /** Titles are other people's texts: nothing in them may become a second header line. */
  private static String oneLine(String text) {
    return text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
