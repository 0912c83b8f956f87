package id.loket.report.open311;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import id.loket.kit.problem.Problem;
import id.loket.report.category.Question;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers to a service's questions, as forms carry them: {@code attribute[pole-number]=A-17}. */
final class Answers {
  private static final Pattern NAME = Pattern.compile("attribute\\[([^\\]]+)\\](\\[\\])?");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Answers() {}

  /**
   * Reads them as the questions want them; what answers no question is kept as text, for whoever
   * checks them to name.
   */
  static Map<String, JsonNode> read(Map<String, List<String>> form, List<Question> questions) {
    Map<String, JsonNode> answers = new HashMap<>();
    form.forEach(
        (name, values) -> {
          Matcher attribute = NAME.matcher(name);
          List<String> said = values.stream().filter(value -> !value.isBlank()).toList();
          if (attribute.matches() && !said.isEmpty()) {
            String code = attribute.group(1);
            answers.put(code, read(question(code, questions), said));
          }
        });
    return answers;
  }

  private static Question question(String code, List<Question> questions) {
    return questions.stream()
        .filter(question -> question.code().equals(code))
        .findFirst()
        .orElse(null);
  }

  private static JsonNode read(Question question, List<String> said) {
    String first = said.getFirst().strip();
    if (question == null) {
      return JSON.textNode(first);
    }
    return switch (question.type()) {
      case TEXT, CHOICE -> JSON.textNode(first);
      // Open311 has times where a day is meant
      case DATE -> JSON.textNode(first.split("T", 2)[0]);
      case BOOLEAN ->
          switch (first) {
            case "true", "1" -> JSON.booleanNode(true);
            case "false", "0" -> JSON.booleanNode(false);
            default -> JSON.textNode(first);
          };
      case NUMBER -> number(question, first);
      case CHOICES -> {
        ArrayNode choices = JSON.arrayNode();
        said.forEach(each -> choices.add(each.strip()));
        yield choices;
      }
    };
  }

  private static JsonNode number(Question question, String text) {
    try {
      return JSON.numberNode(new java.math.BigDecimal(text));
    } catch (NumberFormatException e) {
      throw Problem.invalid("attribute[" + question.code() + "]", "field.type.number");
    }
  }
}
