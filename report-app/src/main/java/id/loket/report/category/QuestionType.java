package id.loket.report.category;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.StreamSupport;

/** What kind of answer a question wants. */
public enum QuestionType {
  /** A text of up to 1000 characters. */
  TEXT,
  NUMBER,
  /** {@code true} or {@code false}. */
  BOOLEAN,
  /** A day, as in ISO 8601. */
  DATE,
  /** The code of one of the choices. */
  CHOICE,
  /** A list of codes of the choices. */
  CHOICES;

  private static final int LONGEST_TEXT = 1000;

  /** Whether a question of this type has choices. */
  public boolean hasChoices() {
    return this == CHOICE || this == CHOICES;
  }

  /** Whether that is an answer to a question of this type with these choices. */
  boolean takes(JsonNode answer, List<String> choices) {
    return switch (this) {
      case TEXT ->
          answer.isTextual()
              && !answer.textValue().isBlank()
              && answer.textValue().length() <= LONGEST_TEXT;
      case NUMBER -> answer.isNumber();
      case BOOLEAN -> answer.isBoolean();
      case DATE -> answer.isTextual() && isDate(answer.textValue());
      case CHOICE -> answer.isTextual() && choices.contains(answer.textValue());
      case CHOICES ->
          answer.isArray()
              && !answer.isEmpty()
              && answer.size() <= choices.size()
              && StreamSupport.stream(answer.spliterator(), false)
                  .allMatch(each -> each.isTextual() && choices.contains(each.textValue()));
    };
  }

  private static boolean isDate(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
