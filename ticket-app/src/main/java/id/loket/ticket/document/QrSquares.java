package id.loket.ticket.document;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;
import org.openpdf.text.pdf.PdfContentByte;

/** Draws a QR code as vector squares: sharp at every size, and no image library needed. */
final class QrSquares {
  /** The blank border the standard asks for, in squares (ISO/IEC 18004). */
  private static final int QUIET_ZONE = 4;

  private QrSquares() {}

  /**
   * Draws a code, its lower left corner at x, y.
   *
   * @param side in points
   */
  static void draw(PdfContentByte canvas, String text, float x, float y, float side) {
    BitMatrix matrix = encode(text);
    float square = side / matrix.getWidth();
    for (int row = 0; row < matrix.getHeight(); row++) {
      for (int column = 0; column < matrix.getWidth(); column++) {
        if (matrix.get(column, row)) {
          canvas.rectangle(x + column * square, y + side - (row + 1) * square, square, square);
        }
      }
    }
    canvas.fill();
  }

  private static BitMatrix encode(String text) {
    try {
      return new QRCodeWriter()
          .encode(
              text,
              BarcodeFormat.QR_CODE,
              0,
              0,
              Map.of(
                  EncodeHintType.ERROR_CORRECTION,
                  ErrorCorrectionLevel.M,
                  EncodeHintType.MARGIN,
                  QUIET_ZONE));
    } catch (WriterException e) {
      throw new IllegalArgumentException("too long for a QR code", e);
    }
  }
}
