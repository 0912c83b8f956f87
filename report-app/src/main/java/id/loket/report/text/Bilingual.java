package id.loket.report.text;

import id.loket.kit.language.Language;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A short text in both languages. */
@Schema(
    example =
        """
        {"en": "Street lamp", "id": "Lampu jalan"}
        """)
@RegisterForReflection // native: kept as JSON
public record Bilingual(
    @NotBlank @Size(max = 1000) String en, @NotBlank @Size(max = 1000) String id) {
  /** The text in that language. */
  public String in(Language language) {
    return language == Language.INDONESIAN ? id : en;
  }

  /** Two columns as one text; null when there is none. */
  public static Bilingual of(String en, String id) {
    return en == null ? null : new Bilingual(en, id);
  }
}
