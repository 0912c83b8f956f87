package id.loket.ticket.booking;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks to cancel some of the seats that were booked together.
 *
 * @param seatIds which, all or none
 */
@Schema(example = "{\"seatIds\": [\"0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e11\"]}")
public record CancelSeats(@NotNull @Size(min = 1, max = 50) List<@NotNull UUID> seatIds) {}
