package id.loket.ticket.document;

import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.ticket.booking.Booking;
import id.loket.ticket.booking.Placed;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.openpdf.text.Document;
import org.openpdf.text.Rectangle;
import org.openpdf.text.pdf.BaseFont;
import org.openpdf.text.pdf.PdfContentByte;
import org.openpdf.text.pdf.PdfWriter;

/** Draws tickets and notices as PDF, in the holder's language. Blocking: not for the event loop. */
@Singleton
class Paper {
  private static final float WIDTH = 595;
  private static final float HEIGHT = 300;
  private static final float MARGIN = 36;
  private static final float BAND = 54;
  private static final float CODE_SIDE = 196;
  private static final Ink INK = new Ink(0x1c2530);
  private static final Ink SOFT = new Ink(0x5f6b7a);
  private static final Ink TICKET_BAND = new Ink(0x0b6e4f);
  private static final Ink NOTICE_BAND = new Ink(0x9a3412);
  private static final ZoneId LOCAL_TIME = ZoneId.of("Asia/Jakarta");

  private final Messages messages = Messages.of("documents");
  private final TicketCode codes;
  private final PdfFonts fonts = new PdfFonts();

  Paper(TicketCode codes) {
    this.codes = codes;
  }

  /** The PDF of a booking. */
  byte[] draw(Placed placed, DocumentKind kind) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Document document = new Document(new Rectangle(WIDTH, HEIGHT));
    PdfWriter writer = PdfWriter.getInstance(document, out);
    Language language = placed.booking().holder().language();
    document.addTitle(text(language, kind, "title") + " · " + placed.event().title());
    document.addCreator("Loket");
    document.open();
    PdfContentByte canvas = writer.getDirectContent();
    drawBand(canvas, placed, kind, language);
    switch (kind) {
      case TICKET -> drawTicket(canvas, placed, language);
      case NOTICE -> drawNotice(canvas, placed, language);
    }
    document.close();
    return out.toByteArray();
  }

  private void drawBand(
      PdfContentByte canvas, Placed placed, DocumentKind kind, Language language) {
    (kind == DocumentKind.TICKET ? TICKET_BAND : NOTICE_BAND).on(canvas);
    canvas.rectangle(0, HEIGHT - BAND, WIDTH, BAND);
    canvas.fill();
    write(canvas, fonts.bold, 18, Ink.WHITE, MARGIN, HEIGHT - 34, text(language, kind, "title"));
    String brand = "Loket";
    float brandWidth = fonts.bold.getWidthPoint(brand, 14);
    write(canvas, fonts.bold, 14, Ink.WHITE, WIDTH - MARGIN - brandWidth, HEIGHT - 33, brand);
  }

  private void drawTicket(PdfContentByte canvas, Placed placed, Language language) {
    float textWidth = WIDTH - 3 * MARGIN - CODE_SIDE;
    float y = drawEvent(canvas, placed, language, textWidth);
    Booking booking = placed.booking();
    y = drawField(canvas, language, "seat", seat(placed.seat()), y, textWidth);
    y = drawField(canvas, language, "holder", holder(booking), y, textWidth);
    drawField(canvas, language, "price", booking.price().format(language.locale()), y, textWidth);
    Ink.BLACK.on(canvas);
    QrSquares.draw(canvas, codes.of(placed), WIDTH - MARGIN / 2 - CODE_SIDE, MARGIN + 2, CODE_SIDE);
    drawFoot(canvas, booking, language, DocumentKind.TICKET);
  }

  private void drawNotice(PdfContentByte canvas, Placed placed, Language language) {
    float textWidth = WIDTH - 2 * MARGIN;
    float y = drawEvent(canvas, placed, language, textWidth);
    Booking booking = placed.booking();
    y = drawField(canvas, language, "seat", seat(placed.seat()), y, textWidth);
    y = drawField(canvas, language, "holder", holder(booking), y, textWidth);
    String why = messages.text(language, "reason." + booking.reason().code());
    drawField(canvas, language, "reason", why, y, textWidth);
    drawFoot(canvas, booking, language, DocumentKind.NOTICE);
  }

  private float drawEvent(
      PdfContentByte canvas, Placed placed, Language language, float textWidth) {
    float y = HEIGHT - BAND - 28;
    for (String line : wrap(placed.event().title(), fonts.bold, 16, textWidth, 2)) {
      write(canvas, fonts.bold, 16, INK, MARGIN, y, line);
      y -= 20;
    }
    String when = time(placed.event().startsAt(), language);
    for (String line :
        wrap(placed.event().venue() + " · " + when, fonts.regular, 10, textWidth, 2)) {
      write(canvas, fonts.regular, 10, SOFT, MARGIN, y, line);
      y -= 14;
    }
    return y - 8;
  }

  private float drawField(
      PdfContentByte canvas, Language language, String name, String value, float y, float width) {
    write(canvas, fonts.regular, 8, SOFT, MARGIN, y, messages.text(language, "field." + name));
    float next = y - 14;
    for (String line : wrap(value, fonts.bold, 12, width, 2)) {
      write(canvas, fonts.bold, 12, INK, MARGIN, next, line);
      next -= 15;
    }
    return next - 5;
  }

  private void drawFoot(
      PdfContentByte canvas, Booking booking, Language language, DocumentKind kind) {
    String foot = text(language, kind, "foot") + "  " + booking.id();
    write(canvas, fonts.regular, 7, SOFT, MARGIN, 20, foot);
  }

  private static void write(
      PdfContentByte canvas, BaseFont font, float size, Ink ink, float x, float y, String text) {
    canvas.beginText();
    canvas.setFontAndSize(font, size);
    ink.on(canvas);
    canvas.setTextMatrix(x, y);
    canvas.showText(text);
    canvas.endText();
  }

  /**
   * Breaks a text into lines of that width; what does not fit the last line ends in an ellipsis.
   */
  static List<String> wrap(String text, BaseFont font, float size, float width, int maxLines) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (font.getWidthPoint(longer, size) <= width || line.isEmpty()) {
        line.setLength(0);
        line.append(longer);
      } else {
        lines.add(line.toString());
        line.setLength(0);
        line.append(word);
      }
    }
    lines.add(line.toString());
    List<String> shown = new ArrayList<>(lines.subList(0, Math.min(maxLines, lines.size())));
    int last = shown.size() - 1;
    boolean cut = lines.size() > maxLines;
    shown.replaceAll(shownLine -> fit(shownLine, font, size, width, false));
    shown.set(last, fit(shown.get(last), font, size, width, cut));
    return shown;
  }

  private static String fit(String line, BaseFont font, float size, float width, boolean mark) {
    String fitted = line;
    boolean shortened = mark;
    while (!fitted.isEmpty()
        && font.getWidthPoint(shortened ? fitted + "…" : fitted, size) > width) {
      fitted = fitted.substring(0, fitted.offsetByCodePoints(fitted.length(), -1));
      shortened = true;
    }
    return shortened && !fitted.endsWith("…") ? fitted + "…" : fitted;
  }

  private String seat(Placed.SeatSummary seat) {
    List<String> parts = new ArrayList<>();
    if (seat.section() != null) {
      parts.add(seat.section());
    }
    if (seat.row() != null) {
      parts.add(seat.row());
    }
    parts.add(seat.label());
    return String.join(" · ", parts);
  }

  private static String holder(Booking booking) {
    return booking.holder().name() == null
        ? booking.holder().userId().toString()
        : booking.holder().name();
  }

  private static String time(Instant time, Language language) {
    String pattern =
        language == Language.INDONESIAN ? "EEEE, d MMMM yyyy, HH.mm" : "EEEE, d MMMM yyyy, HH:mm";
    return DateTimeFormatter.ofPattern(pattern, language.locale()).format(time.atZone(LOCAL_TIME))
        + " WIB";
  }

  private String text(Language language, DocumentKind kind, String part) {
    return messages.text(language, kind.name().toLowerCase(java.util.Locale.ROOT) + "." + part);
  }
}
