package id.loket.client.booking;

import jakarta.validation.constraints.NotNull;
import java.util.UUID;

/** Asks for a seat. */
public record BookSeat(@NotNull UUID eventId, @NotNull UUID seatId) {}
