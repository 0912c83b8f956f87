package id.loket.report.template;

import id.loket.report.text.Bilingual;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An answer that officers give often, in both languages.
 *
 * @param unit whose officers use it; all when null
 */
public record AnswerTemplate(
    UUID id,
    String unit,
    String title,
    Bilingual text,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  /** What is said about one. */
  @Schema(
      name = "AnswerTemplateFields",
      example =
          """
          {"unit": "dishub", "title": "Lampu diganti",
           "text": {"en": "The lamp was replaced.", "id": "Lampu sudah diganti."}}
          """)
  public record Fields(
      @Pattern(regexp = "[a-z0-9-]{1,40}", message = "{loket.code}") String unit,
      @NotBlank @Size(max = 100) String title,
      @NotNull @Valid Bilingual text) {}

  /** What may be changed of it. */
  Fields fields() {
    return new Fields(unit, title, text);
  }
}
