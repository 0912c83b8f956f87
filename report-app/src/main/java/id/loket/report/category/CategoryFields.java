package id.loket.report.category;

import id.loket.kit.money.Money;
import id.loket.report.text.Bilingual;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What an administrator says about a category.
 *
 * @param code names it in addresses and in Open311, in kebab case
 * @param unit the unit that repairs it, in kebab case
 * @param slaHours within how many hours it is to be repaired
 * @param duplicateRadius metres within which an open report of the category may be the same damage;
 *     0 looks for none; 50 when absent
 * @param takesVideo whether videos are taken beside photos; not when absent
 * @param takesAnonymous whether people may report without signing in; not when absent
 * @param repairCost what one repair costs on average, for planning
 * @param active whether new reports are taken; they are when absent
 */
@Schema(
    example =
        """
        {"code": "street-lamp", "name": {"en": "Street lamp", "id": "Lampu jalan"},
         "unit": "dishub", "slaHours": 72, "duplicateRadius": 50, "takesAnonymous": true,
         "questions": [{"code": "pole-number", "type": "TEXT", "required": false,
           "label": {"en": "Number on the pole", "id": "Nomor tiang"}}],
         "repairCost": {"amount": 750000, "currency": "IDR"}}
        """)
public record CategoryFields(
    @NotNull @Pattern(regexp = "[a-z0-9-]{1,40}", message = "{loket.code}") String code,
    @NotNull @Valid Bilingual name,
    @Valid Bilingual description,
    @NotNull @Pattern(regexp = "[a-z0-9-]{1,40}", message = "{loket.code}") String unit,
    @NotNull @Min(1) @Max(8760) Integer slaHours,
    @Min(0) @Max(500) Integer duplicateRadius,
    @Size(max = 30) List<@Valid Question> questions,
    Boolean takesVideo,
    Boolean takesAnonymous,
    @Valid Money repairCost,
    Boolean active) {
  private static final int USUAL_RADIUS = 50;

  /** The same with what stands for what was left out. */
  CategoryFields withDefaults() {
    return new CategoryFields(
        code,
        name,
        description,
        unit,
        slaHours,
        duplicateRadius == null ? USUAL_RADIUS : duplicateRadius,
        questions == null ? List.of() : questions,
        takesVideo != null && takesVideo,
        takesAnonymous != null && takesAnonymous,
        repairCost,
        active == null || active);
  }

  /** The code of a question that cannot be asked like this; null when all can. */
  String impossibleQuestion() {
    Set<String> codes = new HashSet<>();
    for (Question question : questions) {
      boolean fitting = question.type().hasChoices() != question.choiceCodes().isEmpty();
      boolean distinct =
          new HashSet<>(question.choiceCodes()).size() == question.choiceCodes().size();
      if (!codes.add(question.code()) || !fitting || !distinct) {
        return question.code();
      }
    }
    return null;
  }
}
