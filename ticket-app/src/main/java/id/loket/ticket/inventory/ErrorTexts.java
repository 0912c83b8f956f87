package id.loket.ticket.inventory;

import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import jakarta.inject.Singleton;
import java.util.List;

/** Says in both languages what is wrong with rows and files. */
@Singleton
class ErrorTexts {
  private final Messages messages = Messages.of("inventory");

  String text(Language language, Reason reason, String detail) {
    return messages.text(
        language, reason.key(), reason.key(), detail == null ? "" : detail, StockRow.LONGEST_NAME);
  }

  /** A file of errors: line, column, and the reason in English and Indonesian. */
  String csv(List<RowError> errors) {
    StringBuilder csv = new StringBuilder("line,column,reason,alasan\r\n");
    for (RowError error : errors) {
      csv.append(error.line())
          .append(',')
          .append(error.field() == null ? "" : error.field())
          .append(',')
          .append(quoted(text(Language.ENGLISH, error.reason(), error.detail())))
          .append(',')
          .append(quoted(text(Language.INDONESIAN, error.reason(), error.detail())))
          .append("\r\n");
    }
    return csv.toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
