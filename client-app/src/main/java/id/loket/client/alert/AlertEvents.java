package id.loket.client.alert;

import id.loket.client.mail.MailKind;
import id.loket.client.mail.MailRequest;
import id.loket.client.mail.Mails;
import id.loket.kit.event.Event;
import id.loket.kit.event.EventReader;
import id.loket.kit.event.PoisonMessage;
import id.loket.kit.postgres.Inbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * The queue {@code client-app.alerts}: each message names a mail about stock, which is asked for
 * once (I10).
 */
@ApplicationScoped
public class AlertEvents {
  private static final String CONSUMER = "client-app.alerts";

  private final EventReader reader;
  private final Inbox inbox;
  private final Mails mails;

  AlertEvents(EventReader reader, Inbox inbox, Mails mails) {
    this.reader = reader;
    this.inbox = inbox;
    this.mails = mails;
  }

  @Incoming("alerts")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(Message<Event> message) {
    return reader.read(message, this::take);
  }

  private Uni<Void> take(Event event) {
    UUID alert = alertId(event);
    MailRequest request = new MailRequest(null, MailKind.STOCK_ALERT, null, alert.toString());
    return inbox.once(CONSUMER, event, transaction -> mails.request(transaction, request));
  }

  private static UUID alertId(Event event) {
    try {
      return UUID.fromString(event.subject());
    } catch (IllegalArgumentException e) {
      throw new PoisonMessage("not an alert", e);
    }
  }
}
