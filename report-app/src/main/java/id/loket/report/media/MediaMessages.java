package id.loket.report.media;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventReader;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * The queues {@code report-app.media} (uploads to move to their place) and {@code
 * report-app.arrivals} (what lies there and is to be processed). Rows are claimed, so that a
 * message delivered twice does nothing twice.
 */
@ApplicationScoped
public class MediaMessages {
  private final EventReader reader;
  private final MediaWork work;

  MediaMessages(EventReader reader, MediaWork work) {
    this.reader = reader;
    this.work = work;
  }

  @Incoming("uploads")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> uploaded(Message<Event> message) {
    return reader.read(message, event -> work.place(mediaId(event)));
  }

  @Incoming("arrivals")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> arrived(Message<Event> message) {
    return reader.read(message, event -> work.process(mediaId(event)));
  }

  private UUID mediaId(Event event) {
    return reader.data(event, MediaEvent.class, media -> media.mediaId() != null).mediaId();
  }
}
