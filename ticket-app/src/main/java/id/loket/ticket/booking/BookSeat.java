package id.loket.ticket.booking;

import id.loket.kit.language.Language;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for a seat.
 *
 * @param holder whose name the ticket carries; what the caller's token says without it
 */
@Schema(
    example =
        """
        {"userId": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f",
         "eventId": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e10",
         "seatId": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e11"}
        """)
public record BookSeat(
    @NotNull UUID userId, @NotNull UUID eventId, @NotNull UUID seatId, @Valid NamedHolder holder) {

  /** Whose name is printed, and in which language. */
  public record NamedHolder(@Size(max = 200) String name, Language locale) {}
}
