package id.loket.ticket.document;

import java.util.Locale;
import org.openpdf.text.pdf.PdfContentByte;

/**
 * A colour, written as PDF writes it. OpenPDF's own methods take or make a java.awt.Color, which a
 * native executable only has together with the JDK's graphics libraries.
 *
 * @param rgb red, green and blue, eight bits each
 */
record Ink(int rgb) {
  static final Ink BLACK = new Ink(0x000000);
  static final Ink WHITE = new Ink(0xffffff);

  private static final float FULL = 255f;

  /** Fills, and writes text, in this colour from here on. */
  void on(PdfContentByte canvas) {
    canvas.setLiteral(
        String.format(
            Locale.ROOT, "%.3f %.3f %.3f rg\n", part(rgb >> 16), part(rgb >> 8), part(rgb)));
  }

  private static float part(int shifted) {
    return (shifted & 0xff) / FULL;
  }
}
