package id.loket.ticket.stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.UUID;

/** A seat's new status, as every replica is told of it. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SeatChange(UUID eventId, UUID seatId, String status, long version) {}
