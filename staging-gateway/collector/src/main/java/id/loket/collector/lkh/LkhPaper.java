package id.loket.collector.lkh;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.kit.money.Money;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Map;
import org.openpdf.text.Document;
import org.openpdf.text.PageSize;
import org.openpdf.text.pdf.BaseFont;
import org.openpdf.text.pdf.PdfContentByte;
import org.openpdf.text.pdf.PdfWriter;

/**
 * Draws a daily report as PDF, in the reader's language: totals first, then a line per visit.
 * Blocking: not for the event loop.
 */
final class LkhPaper {
  private static final float MARGIN = 40;
  private static final float WIDTH = PageSize.A4.getWidth();
  private static final float HEIGHT = PageSize.A4.getHeight();
  private static final float LINE = 14;
  private static final float TEXT = 9;
  private static final float HEADING = 12;
  private static final float TITLE = 18;
  private static final float[] COLUMNS = {MARGIN, 76, 116, 186, 306, 400, 478};
  private static final double METERS_PER_KILOMETER = 1000;

  private final Messages messages = Messages.of("lkh");
  private final DayReport report;
  private final Language language;
  private final ZoneId zone;
  private final Document document = new Document(PageSize.A4);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PdfContentByte canvas;
  private final BaseFont regular;
  private final BaseFont bold;
  private float y;

  private LkhPaper(DayReport report, Language language, ZoneId zone) {
    this.report = report;
    this.language = language;
    this.zone = zone;
    PdfWriter writer = PdfWriter.getInstance(document, out);
    document.addTitle(text("title") + " " + report.date());
    document.addCreator("Loket");
    document.open();
    this.canvas = writer.getDirectContent();
    try {
      this.regular =
          BaseFont.createFont(BaseFont.HELVETICA, BaseFont.WINANSI, BaseFont.NOT_EMBEDDED);
      this.bold =
          BaseFont.createFont(BaseFont.HELVETICA_BOLD, BaseFont.WINANSI, BaseFont.NOT_EMBEDDED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] draw(DayReport report, Language language, ZoneId zone) {
    return new LkhPaper(report, language, zone).draw();
  }

  private byte[] draw() {
    y = HEIGHT - MARGIN - TITLE;
    write(bold, TITLE, MARGIN, text("title"));
    y -= LINE + 6;
    write(regular, HEADING, MARGIN, day(report.date()));
    y -= LINE * 2;
    if (report.batches().isEmpty()) {
      write(regular, TEXT, MARGIN, text("empty"));
    }
    report.batches().forEach(this::drawBatch);
    document.close();
    return out.toByteArray();
  }

  private void drawBatch(DayReport.BatchReport batch) {
    room(LINE * 10);
    String closed = text("status." + batch.batch().status());
    write(
        bold,
        HEADING,
        MARGIN,
        text("batch", batch.batch().number()) + " · " + batch.collector() + " · " + closed);
    y -= LINE + 4;
    drawTotals(batch.totals());
    y -= 6;
    drawHead();
    for (DayReport.Visit visit : batch.visits()) {
      room(LINE * 2);
      drawVisit(visit);
    }
    if (batch.visitsLeftOut() > 0) {
      room(LINE);
      write(regular, TEXT, MARGIN, text("left-out", batch.visitsLeftOut()));
      y -= LINE;
    }
    if (batch.batch().seal() != null) {
      room(LINE * 2);
      y -= 4;
      write(regular, 7, MARGIN, text("seal") + " " + batch.batch().seal());
    }
    y -= LINE * 2;
  }

  private void drawTotals(DayReport.Totals totals) {
    fact("visits", totals.visits());
    fact("voided", totals.voided());
    for (Map.Entry<String, Integer> result : totals.results().entrySet()) {
      line("   " + text("result." + result.getKey()), String.valueOf(result.getValue()));
    }
    for (DayReport.Received received : totals.receipts()) {
      line(
          text("received." + received.method()),
          money(received.amount()) + "  (" + received.count() + ")");
    }
    fact("promises", totals.promises());
    for (DayReport.Amount promised : totals.promised()) {
      line("   " + text("promised"), money(promised));
    }
    fact("photos", totals.photos());
    fact("photos-missing", totals.photosMissing());
    line(
        text("distance"),
        String.format(language.locale(), "%.1f km", totals.meters() / METERS_PER_KILOMETER));
  }

  private void drawHead() {
    List<String> heads = List.of("no", "time", "contract", "customer", "result", "amount", "flags");
    for (int i = 0; i < heads.size(); i++) {
      write(bold, TEXT, COLUMNS[i], text("column." + heads.get(i)));
    }
    y -= LINE;
  }

  private void drawVisit(DayReport.Visit visit) {
    JsonNode said = visit.visit();
    JsonNode amount = said.path("receipt").path("amount");
    String flags = visit.voided() ? text("void") : flags(visit.flags());
    List<String> cells =
        List.of(
            String.valueOf(visit.sequence()),
            DateTimeFormatter.ofPattern("HH:mm").withZone(zone).format(visit.recordedAt()),
            orDash(visit.contract()),
            orDash(visit.customer()),
            text("result." + said.path("result").asText()),
            amount.isMissingNode()
                ? ""
                : money(
                    new DayReport.Amount(
                        amount.path("amount").asLong(), amount.path("currency").asText())),
            flags);
    for (int i = 0; i < cells.size(); i++) {
      float end = i + 1 < COLUMNS.length ? COLUMNS[i + 1] : WIDTH - MARGIN / 2;
      write(regular, TEXT, COLUMNS[i], fitting(cells.get(i), end - COLUMNS[i] - 4));
    }
    y -= LINE;
  }

  private String flags(List<String> flags) {
    return String.join(", ", flags.stream().map(flag -> text("flag." + flag)).toList());
  }

  private String fitting(String text, float width) {
    String shown = text;
    while (regular.getWidthPoint(shown, TEXT) > width && shown.length() > 1) {
      shown = shown.substring(0, shown.length() - 2).strip() + "…";
    }
    return shown;
  }

  private void fact(String name, long value) {
    line(text(name), String.valueOf(value));
  }

  private void line(String name, String value) {
    room(LINE);
    write(regular, TEXT, MARGIN, name);
    write(bold, TEXT, COLUMNS[3], value);
    y -= LINE;
  }

  /** Begins another page when this one has no room for that much. */
  private void room(float height) {
    if (y - height < MARGIN) {
      document.newPage();
      y = HEIGHT - MARGIN;
    }
  }

  private void write(BaseFont font, float size, float x, String text) {
    canvas.beginText();
    canvas.setFontAndSize(font, size);
    canvas.setTextMatrix(x, y);
    canvas.showText(text);
    canvas.endText();
  }

  private String money(DayReport.Amount amount) {
    return new Money(amount.amount(), amount.currency()).format(language.locale());
  }

  private String day(LocalDate date) {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL)
        .withLocale(language.locale())
        .format(date);
  }

  private static String orDash(String text) {
    return text == null ? "–" : text;
  }

  private String text(String key, Object... arguments) {
    return messages.text(language, key, key, arguments);
  }
}
