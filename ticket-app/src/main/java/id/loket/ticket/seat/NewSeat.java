package id.loket.ticket.seat;

import id.loket.kit.money.Money;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * A seat to be made, or what one becomes.
 *
 * @param label what stands on the seat, for example {@code A-12}; unique in its row and section
 * @param price 0 for a seat that costs nothing: nobody is billed for it
 */
public record NewSeat(
    @NotBlank @Size(max = 50) String label,
    @Size(max = 50) String section,
    @Size(max = 50) String row,
    @NotNull @Valid Money price) {}
