package id.loket.report.forecast;

import id.loket.kit.money.Money;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks which repairs to plan.
 *
 * @param budget what may be spent
 * @param weeks for how many weeks from now
 * @param costs of one repair by category code, where it is another than the category's own
 * @param weights what a repair of a category is worth beside others by category code, 1 if not said
 */
public record PlanRepairs(
    @NotNull @Valid Money budget,
    @Schema(examples = "4") @NotNull @Min(1) @Max(26) Integer weeks,
    @Size(max = 200) Map<String, @NotNull @Min(1) @Max(Money.MAX_AMOUNT) Long> costs,
    @Size(max = 200) Map<String, @NotNull @Min(0) @Max(1000) Double> weights) {
  public PlanRepairs {
    // copies that may hold null: it is named then, not stumbled over
    costs = costs == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(costs));
    weights =
        weights == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }
}
