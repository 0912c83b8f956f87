package id.loket.client.history;

import id.loket.client.ticket.BookingView;
import id.loket.kit.event.Event;
import id.loket.kit.event.EventReader;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The queue {@code client-app.bookings}: what ticket-app tells of bookings. */
@ApplicationScoped
public class BookingEvents {
  private static final String CONSUMER = "client-app.bookings";

  private final EventReader reader;
  private final History history;

  BookingEvents(EventReader reader, History history) {
    this.reader = reader;
    this.history = history;
  }

  @Incoming("bookings")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(Message<Event> message) {
    return reader.read(message, this::record);
  }

  private Uni<Void> record(Event event) {
    return history.record(CONSUMER, event.id(), booking(event));
  }

  private BookingView booking(Event event) {
    return reader.data(
        event,
        BookingView.class,
        booking ->
            booking.id() != null
                && booking.userId() != null
                && booking.status() != null
                && booking.createdAt() != null
                && booking.updatedAt() != null);
  }
}
