package id.loket.ticket.document;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.EncodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.QRCode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.openpdf.text.pdf.PdfContentByte;

/** Draws a QR code as vector squares: sharp at every size, and no image library needed. */
final class QrSquares {
  /** The blank border the standard asks for, in squares (ISO/IEC 18004). */
  private static final int QUIET_ZONE = 4;

  /** How near the camera is when a code is tried: from afar, and close by. */
  private static final int[] PIXELS_PER_SQUARE = {3, 8};

  private static final int BLACK = 0x000000;
  private static final int WHITE = 0xffffff;

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

  /**
   * A code that a reader has read. About one code in a hundred has, under the mask the encoder
   * prefers, a pattern in its middle that readers take for a corner mark; another mask mends it.
   */
  static BitMatrix encode(String text) {
    BitMatrix preferred = encode(text, Map.of());
    if (legible(preferred, text)) {
      return preferred;
    }
    return IntStream.range(0, QRCode.NUM_MASK_PATTERNS)
        .mapToObj(mask -> encode(text, Map.of(EncodeHintType.QR_MASK_PATTERN, mask)))
        .filter(code -> legible(code, text))
        .findFirst()
        .orElse(preferred);
  }

  static BitMatrix encode(String text, Map<EncodeHintType, ?> mask) {
    Map<EncodeHintType, Object> hints = new EnumMap<>(EncodeHintType.class);
    hints.put(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.M);
    hints.put(EncodeHintType.MARGIN, QUIET_ZONE);
    hints.putAll(mask);
    try {
      return new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints);
    } catch (WriterException e) {
      throw new IllegalArgumentException("too long for a QR code", e);
    }
  }

  static boolean legible(BitMatrix code, String text) {
    return Arrays.stream(PIXELS_PER_SQUARE)
        .allMatch(pixels -> text.equals(read(code, pixels).orElse(null)));
  }

  private static Optional<String> read(BitMatrix code, int pixelsPerSquare) {
    int side = code.getWidth() * pixelsPerSquare;
    int[] picture = new int[side * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        picture[y * side + x] = code.get(x / pixelsPerSquare, y / pixelsPerSquare) ? BLACK : WHITE;
      }
    }
    try {
      BinaryBitmap seen =
          new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(side, side, picture)));
      return Optional.of(
          new QRCodeReader().decode(seen, Map.of(DecodeHintType.TRY_HARDER, true)).getText());
    } catch (ReaderException illegible) {
      return Optional.empty();
    }
  }
}
