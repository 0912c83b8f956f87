package id.loket.ticket.booking;

import id.loket.kit.auth.Caller;
import id.loket.ticket.seat.Seats;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The line of a seat over HTTP (DESIGN §3). */
@Path("/seats/{id}/queue")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Seats")
public class SeatQueueResource {
  private final Bookings bookings;
  private final Seats seats;
  private final Caller caller;

  SeatQueueResource(Bookings bookings, Seats seats, Caller caller) {
    this.bookings = bookings;
    this.seats = seats;
    this.caller = caller;
  }

  /** A place in line; whose it is, only for those who may know. */
  public record PlaceInLine(int position, UUID bookingId, UUID userId, Instant joinedAt) {}

  /** A seat's line, first in line first. */
  public record Line(UUID seatId, int length, List<PlaceInLine> items) {}

  @GET
  @Operation(
      summary = "A seat's waiting list",
      description = "First come, first served. Who waits is shown to themselves and to admins.")
  @APIResponse(responseCode = "404", description = "seat-not-found")
  public Uni<Line> line(UUID id) {
    return seats
        .visible(id, caller)
        .chain(seat -> bookings.line(id))
        .map(placed -> new Line(id, placed.size(), placed.stream().map(this::place).toList()));
  }

  private PlaceInLine place(Placed placed) {
    Booking booking = placed.booking();
    boolean known = caller.mayActFor(booking.holder().userId());
    return new PlaceInLine(
        placed.position(),
        known ? booking.id() : null,
        known ? booking.holder().userId() : null,
        booking.createdAt());
  }
}
