package id.loket.ticket.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.openpdf.text.pdf.BaseFont;

/** DejaVu Sans, embedded as far as it is used: names are written in many alphabets. */
final class PdfFonts {
  final BaseFont regular = load("DejaVuSans.ttf");
  final BaseFont bold = load("DejaVuSans-Bold.ttf");

  private static BaseFont load(String name) {
    try (InputStream font =
        Thread.currentThread().getContextClassLoader().getResourceAsStream("fonts/" + name)) {
      return BaseFont.createFont(
          name, BaseFont.IDENTITY_H, BaseFont.EMBEDDED, false, font.readAllBytes(), null);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot load " + name, e);
    }
  }
}
