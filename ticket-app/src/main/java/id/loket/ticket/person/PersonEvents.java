package id.loket.ticket.person;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventReader;
import id.loket.kit.postgres.Inbox;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The queue {@code ticket-app.people}: users who are to be forgotten. */
@ApplicationScoped
public class PersonEvents {
  private static final String CONSUMER = "ticket-app.people";

  private final EventReader reader;
  private final Inbox inbox;
  private final People people;

  PersonEvents(EventReader reader, Inbox inbox, People people) {
    this.reader = reader;
    this.inbox = inbox;
    this.people = people;
  }

  /** Who was deleted. */
  @RegisterForReflection // native: read with TolerantJson
  record Deleted(UUID userId) {}

  @Incoming("people")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(Message<Event> message) {
    return reader.read(message, this::take);
  }

  private Uni<Void> take(Event event) {
    UUID user = reader.data(event, Deleted.class, deleted -> deleted.userId() != null).userId();
    return people
        .leaveLines(user)
        .chain(() -> inbox.once(CONSUMER, event, transaction -> people.forget(transaction, user)));
  }
}
