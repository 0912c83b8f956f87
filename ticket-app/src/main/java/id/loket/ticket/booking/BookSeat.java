package id.loket.ticket.booking;

import id.loket.kit.language.Language;
import id.loket.kit.problem.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for a seat, or for several at once, all or none.
 *
 * @param seatId the seat; or
 * @param seatIds several seats of that event: one invoice, a ticket each
 * @param holder whose name the tickets carry; what the caller's token says without it
 */
@Schema(
    example =
        """
        {"userId": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f",
         "eventId": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e10",
         "seatId": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e11"}
        """)
public record BookSeat(
    @NotNull UUID userId,
    @NotNull UUID eventId,
    UUID seatId,
    @Size(min = 1, max = 50) List<@NotNull UUID> seatIds,
    @Valid NamedHolder holder) {

  /** Whose name is printed, and in which language. */
  public record NamedHolder(@Size(max = 200) String name, Language locale) {}

  /**
   * Says what is wrong with the seats.
   *
   * @throws Problem {@code invalid-input} unless exactly one of {@code seatId} and {@code seatIds}
   *     is there, each seat once
   */
  void check() {
    if ((seatId == null) == (seatIds == null)) {
      throw Problem.invalid("seatId", "field.group.either");
    }
    if (seatIds != null && Set.copyOf(seatIds).size() != seatIds.size()) {
      throw Problem.invalid("seatIds", "field.group.repeated");
    }
  }

  boolean isGroup() {
    return seatIds != null;
  }

  List<UUID> allSeats() {
    return isGroup() ? seatIds : List.of(seatId);
  }
}
