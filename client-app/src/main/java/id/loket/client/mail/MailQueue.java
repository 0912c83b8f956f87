package id.loket.client.mail;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventReader;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The queue {@code client-app.mail}: each message names a mail that may be due. */
@ApplicationScoped
public class MailQueue {
  private final EventReader reader;
  private final MailDelivery delivery;

  MailQueue(EventReader reader, MailDelivery delivery) {
    this.reader = reader;
    this.delivery = delivery;
  }

  @Incoming("mail")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(Message<Event> message) {
    return reader.read(message, event -> delivery.deliver(mailId(event)));
  }

  private static UUID mailId(Event event) {
    return UUID.fromString(event.subject());
  }
}
