package id.loket.local.mail;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;

/** Header text that may be encoded words (RFC 2047). */
final class MimeText {
  private MimeText() {}

  static String decode(String header) {
    try {
      return MimeUtility.decodeText(MimeUtility.unfold(header));
    } catch (UnsupportedEncodingException e) {
      return header;
    }
  }
}
