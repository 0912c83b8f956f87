package id.loket.kit.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of an {@code application/problem+json} answer (RFC 9457). */
@Schema(name = "Problem")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProblemDocument(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    List<FieldError> errors,
    @JsonAnyGetter @Schema(hidden = true) Map<String, Object> extensions) {

  /** Which field is wrong, and how to mend it. */
  public record FieldError(String field, String detail) {}
}
