package id.loket.report.category;

import id.loket.kit.money.Money;
import id.loket.report.text.Bilingual;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A category as everybody sees it; what a repair costs is for officers and administrators. */
public record CategoryView(
    UUID id,
    String code,
    Bilingual name,
    Bilingual description,
    String unit,
    int slaHours,
    int duplicateRadius,
    List<Question> questions,
    boolean takesVideo,
    boolean takesAnonymous,
    Money repairCost,
    boolean active,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  static CategoryView of(Category category, boolean forStaff) {
    CategoryFields fields = category.fields();
    return new CategoryView(
        category.id(),
        fields.code(),
        fields.name(),
        fields.description(),
        fields.unit(),
        fields.slaHours(),
        fields.duplicateRadius(),
        fields.questions(),
        fields.takesVideo(),
        fields.takesAnonymous(),
        forStaff ? fields.repairCost() : null,
        fields.active(),
        category.version(),
        category.createdAt(),
        category.updatedAt());
  }
}
