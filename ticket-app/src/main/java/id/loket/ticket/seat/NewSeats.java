package id.loket.ticket.seat;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Seats to be made at once: all of them or none. */
@Schema(
    example =
        """
        {"seats": [{"label": "1", "section": "VIP", "row": "A",
                    "price": {"amount": 150000, "currency": "IDR"}}]}
        """)
public record NewSeats(@NotEmpty @Size(max = MAX) List<@NotNull @Valid NewSeat> seats) {
  static final int MAX = 2000;
}
