package id.loket.report.notice;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventReader;
import id.loket.kit.postgres.Inbox;
import id.loket.report.report.ReportChanged;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The queue {@code report-app.notices}: what happened to reports, to be told to people. */
@ApplicationScoped
public class NoticeMessages {
  private static final String CONSUMER = "report-app.notices";

  private final EventReader reader;
  private final Inbox inbox;
  private final Notices notices;
  private final NoticeDelivery delivery;

  NoticeMessages(EventReader reader, Inbox inbox, Notices notices, NoticeDelivery delivery) {
    this.reader = reader;
    this.inbox = inbox;
    this.notices = notices;
    this.delivery = delivery;
  }

  @Incoming("notices")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(Message<Event> message) {
    return reader.read(message, this::take);
  }

  private Uni<Void> take(Event event) {
    ReportChanged changed = changed(event);
    return inbox
        .once(CONSUMER, event, transaction -> notices.take(transaction, event.id(), changed))
        .invoke(
            written -> {
              if (written != null && written > 0) {
                delivery.wake();
              }
            })
        .replaceWithVoid();
  }

  private ReportChanged changed(Event event) {
    return reader.data(
        event,
        ReportChanged.class,
        changed ->
            changed.reportId() != null && changed.kind() != null && changed.status() != null);
  }
}
