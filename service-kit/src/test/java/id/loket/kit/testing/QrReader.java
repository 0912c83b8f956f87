package id.loket.kit.testing;

import com.google.zxing.Binarizer;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.client.j2se.BufferedImageLuminanceSource;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;

/** Reads the QR code on paper as people at a door do: nearer and farther until it is read. */
public final class QrReader {
  private static final List<Float> DPI = List.of(150f, 200f, 250f, 300f);

  private QrReader() {}

  /** What the code on a PDF's first page says; an AssertionError when there is none to be read. */
  public static String read(byte[] pdf) {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      return read(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the code on a PDF's first page says; an AssertionError when there is none to be read. */
  public static String read(PDDocument document) throws IOException {
    PDFRenderer renderer = new PDFRenderer(document);
    for (float dpi : DPI) {
      Optional<String> code = read(renderer.renderImageWithDPI(0, dpi));
      if (code.isPresent()) {
        return code.get();
      }
    }
    throw new AssertionError("no QR code can be read");
  }

  private static Optional<String> read(BufferedImage page) {
    LuminanceSource light = new BufferedImageLuminanceSource(page);
    for (Binarizer binarizer :
        List.of(new HybridBinarizer(light), new GlobalHistogramBinarizer(light))) {
      try {
        return Optional.of(
            new QRCodeReader()
                .decode(new BinaryBitmap(binarizer), Map.of(DecodeHintType.TRY_HARDER, true))
                .getText());
      } catch (ReaderException illegible) {
        // The next way of looking at it, or the next distance.
      }
    }
    return Optional.empty();
  }
}
