package id.loket.collector.lkh;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.util.Map;
import org.openpdf.text.pdf.BaseFont;
import org.openpdf.text.pdf.FopGlyphProcessor;

/**
 * Native executables only: Apache FOP, which OpenPDF would shape foreign scripts with, is not
 * there; the builder must not look for it. The same as in ticket-app.
 */
@TargetClass(FopGlyphProcessor.class)
final class WithoutFop {
  @Substitute
  public static boolean isFopSupported() {
    return false;
  }

  @Substitute
  public static byte[] convertToBytesWithGlyphs(
      BaseFont font, String text, String fileName, Map<Integer, int[]> longTag, String language) {
    throw new UnsupportedOperationException("Apache FOP is not there");
  }
}
