package id.loket.report.category;

import com.fasterxml.jackson.annotation.JsonInclude;
import id.loket.report.text.Bilingual;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * Something a category wants to know beyond note and place.
 *
 * @param code names it in answers, in kebab case
 * @param required whether a report without an answer is refused
 * @param choices of CHOICE and CHOICES only
 */
@RegisterForReflection // native: kept as JSON
public record Question(
    @NotNull @Pattern(regexp = "[a-z0-9-]{1,40}", message = "{loket.code}") String code,
    @NotNull QuestionType type,
    @JsonInclude(JsonInclude.Include.ALWAYS) boolean required,
    @NotNull @Valid Bilingual label,
    @Size(max = 50) List<@Valid Choice> choices) {

  /** One of several possible answers. */
  @RegisterForReflection // native: kept as JSON
  public record Choice(
      @NotNull @Pattern(regexp = "[a-z0-9-]{1,40}", message = "{loket.code}") String code,
      @NotNull @Valid Bilingual label) {}

  /** The codes of its choices. */
  public List<String> choiceCodes() {
    return choices == null ? List.of() : choices.stream().map(Choice::code).toList();
  }
}
