package id.loket.report.report;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.report.place.Location;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What can be changed of a report by a merge patch.
 *
 * @param category its code; another one hands the report to that category's unit
 */
@Schema(
    example =
        """
        {"note": "Lampu padam sejak Senin, dua tiang", "visibility": "PRIVATE"}
        """)
@RegisterForReflection // native: read with MergePatch
public record ReportFields(
    @NotBlank @Size(max = 60) String category,
    @NotBlank @Size(max = 4000) String note,
    @NotNull @Valid Location location,
    @NotNull Visibility visibility,
    @NotNull @Size(max = 30) Map<String, JsonNode> answers) {}
