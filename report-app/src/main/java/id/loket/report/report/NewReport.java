package id.loket.report.report;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.report.place.Location;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Somebody reports damage.
 *
 * @param category its code or id
 * @param anonymous whether the public may know neither who nor exactly where; always so without
 *     signing in
 * @param contact how to reach somebody who did not sign in
 * @param channels how they want to hear of it; by mail when absent
 * @param visibility PUBLIC when absent
 * @param answers to the category's questions, by their codes
 */
@Schema(
    example =
        """
        {"category": "street-lamp", "note": "Lampu padam sejak Senin",
         "location": {"lat": -6.9175, "lon": 107.6191, "address": "Jl. Asia Afrika 8"},
         "channels": ["MAIL", "SMS"], "answers": {"pole-number": "A-17"}}
        """)
public record NewReport(
    @NotBlank @Size(max = 60) String category,
    @NotBlank @Size(max = 4000) String note,
    @NotNull @Valid Location location,
    Boolean anonymous,
    @Valid Contact contact,
    @Size(max = 4) Set<Channel> channels,
    Visibility visibility,
    @Size(max = 30) Map<String, JsonNode> answers) {}
