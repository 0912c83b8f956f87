package id.loket.kit.hibernate;

import id.loket.kit.event.Event;
import io.smallrye.mutiny.Uni;
import java.time.ZoneOffset;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The outbox ({@link id.loket.kit.postgres.Outbox}) for what is stored through Hibernate Reactive.
 * No bean, so that services without Hibernate need not have it.
 */
public final class SessionOutbox {
  private SessionOutbox() {}

  /** Writes an event in the transaction of that session. */
  public static Uni<Void> append(Mutiny.Session session, Event event) {
    return session
        .createNativeQuery(
            "insert into outbox (id, type, subject, time, data, traceparent)"
                + " values (?1, ?2, ?3, ?4, ?5, cast(?6 as text))")
        .setParameter(1, event.id())
        .setParameter(2, event.type())
        .setParameter(3, event.subject())
        .setParameter(4, event.time().atOffset(ZoneOffset.UTC))
        .setParameter(5, event.data())
        .setParameter(6, event.traceparent())
        .executeUpdate()
        .replaceWithVoid();
  }
}
