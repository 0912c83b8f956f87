package id.loket.report.category;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A kind of damage, who repairs it and within what time. */
public record Category(
    UUID id, CategoryFields fields, long version, Instant createdAt, Instant updatedAt) {
  /** Within what time it is to be repaired. */
  public Duration sla() {
    return Duration.ofHours(fields.slaHours());
  }

  /**
   * Compares answers with the questions.
   *
   * @throws Problem {@code invalid-input} naming every answer that is missing, unasked for or of
   *     another type
   */
  public void requireAnswers(Map<String, JsonNode> answers) {
    Problem problem = null;
    for (Question question : fields.questions()) {
      JsonNode answer = answers.get(question.code());
      if (answer == null || answer.isNull()) {
        problem =
            question.required() ? more(problem, question.code(), "field.answer.missing") : problem;
      } else if (!question.type().takes(answer, question.choiceCodes())) {
        problem =
            more(
                problem,
                question.code(),
                "field.answer." + question.type().name().toLowerCase(java.util.Locale.ROOT),
                String.join(", ", question.choiceCodes()));
      }
    }
    List<String> asked = fields.questions().stream().map(Question::code).toList();
    for (String code : answers.keySet()) {
      problem = asked.contains(code) ? problem : more(problem, code, "field.answer.unknown");
    }
    if (problem != null) {
      throw problem;
    }
  }

  private static Problem more(Problem problem, String code, String key, Object... arguments) {
    String field = "answers." + code;
    return problem == null
        ? Problem.invalid(field, key, arguments)
        : problem.field(field, key, arguments);
  }
}
