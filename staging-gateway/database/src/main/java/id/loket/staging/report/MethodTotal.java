package id.loket.staging.report;

import id.loket.kit.money.Money;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** Money received by one method, in one currency. */
public record MethodTotal(
    @NotNull @Size(max = 20) String method, @Min(0) int count, @NotNull @Valid Money amount) {}
