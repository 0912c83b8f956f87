package id.loket.e2e;

import id.loket.kit.testing.QrReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/** A PDF, read as people and scanners read it. */
record Paper(byte[] pdf) {
  String text() {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      return new PDFTextStripper().getText(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the QR code on the first page says. */
  String code() {
    return QrReader.read(pdf);
  }
}
