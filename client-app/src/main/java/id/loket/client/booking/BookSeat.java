package id.loket.client.booking;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/**
 * Asks for a seat, or for several at once.
 *
 * @param seatId the seat; or
 * @param seatIds several seats of that event, all or none: one invoice, a ticket each
 */
public record BookSeat(
    @NotNull UUID eventId, UUID seatId, @Size(min = 1, max = 50) List<@NotNull UUID> seatIds) {}
