package id.loket.ticket.stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/** A seat's new status, as every replica is told of it. */
@RegisterForReflection // native: read from a database notification
@JsonIgnoreProperties(ignoreUnknown = true)
public record SeatChange(UUID eventId, UUID seatId, String status, long version) {}
