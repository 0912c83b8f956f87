package id.loket.ticket.booking;

import id.loket.kit.event.Event;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The events that tell of bookings (I4). */
@Singleton
class BookingNews {
  private final Outbox outbox;
  private final TolerantJson json;

  BookingNews(Outbox outbox, TolerantJson json) {
    this.outbox = outbox;
    this.json = json;
  }

  /** The event that tells of a booking's status; none while it is only being held. */
  Optional<Event> of(Placed placed) {
    Booking booking = placed.booking();
    return eventType(booking.status())
        .map(
            type ->
                Event.now(type, booking.id().toString(), json.write(BookingView.of(placed)))
                    .elseIn(booking.traceparent()));
  }

  /** Writes it in the caller's transaction. */
  Uni<Void> publish(SqlClient transaction, Placed placed) {
    return of(placed)
        .map(event -> outbox.append(transaction, event))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private static Optional<String> eventType(BookingStatus status) {
    return switch (status) {
      case HOLDING -> Optional.empty();
      case QUEUED -> Optional.of("booking.queued");
      case PENDING_PAYMENT -> Optional.of("booking.pending");
      case CONFIRMED -> Optional.of("booking.confirmed");
      case FAILED -> Optional.of("booking.failed");
      case EXPIRED -> Optional.of("booking.expired");
      case CANCELLED, LEFT -> Optional.of("booking.cancelled");
    };
  }
}
