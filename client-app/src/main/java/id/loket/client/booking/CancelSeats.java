package id.loket.client.booking;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/**
 * Asks to cancel some of the seats that were booked together.
 *
 * @param seatIds which, all or none
 */
public record CancelSeats(@NotNull @Size(min = 1, max = 50) List<@NotNull UUID> seatIds) {}
