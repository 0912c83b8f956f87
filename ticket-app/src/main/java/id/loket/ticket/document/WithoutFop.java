package id.loket.ticket.document;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.util.Map;
import org.openpdf.text.pdf.BaseFont;
import org.openpdf.text.pdf.FopGlyphProcessor;

/**
 * Native executables only: what OpenPDF asks about Apache FOP, answered with "not there", as it is
 * on the JVM. The builder links everything it reaches, and refused OpenPDF's own class: "unresolved
 * type org.apache.fop.complexscripts.util.GlyphSequence".
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
