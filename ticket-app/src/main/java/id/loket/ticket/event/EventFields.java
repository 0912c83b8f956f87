package id.loket.ticket.event;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What an organiser says about an event.
 *
 * @param organiserUrl the organiser's system that holds seats; Loket's default without one
 * @param status DRAFT when absent; PUBLISHED puts it on offer, CANCELLED calls it off
 * @param salesFrom when booking opens; at once without it
 * @param salesUntil when booking closes; when the event starts without it
 */
@Schema(
    example =
        """
        {"title": "Konser Senja", "venue": "Balai Kota", "startsAt": "2027-03-01T12:00:00Z",
         "description": "Musik keroncong", "status": "PUBLISHED"}
        """)
public record EventFields(
    @NotBlank @Size(max = 200) String title,
    @NotBlank @Size(max = 200) String venue,
    @NotNull Instant startsAt,
    @Size(max = 4000) String description,
    @Size(max = 500) String organiserUrl,
    EventStatus status,
    Instant salesFrom,
    Instant salesUntil) {

  /** The same fields with the status a new event has when none is named. */
  EventFields withDefaults() {
    return status != null
        ? this
        : new EventFields(
            title,
            venue,
            startsAt,
            description,
            organiserUrl,
            EventStatus.DRAFT,
            salesFrom,
            salesUntil);
  }
}
