package id.loket.ticket.stream;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Heard;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Hears of every seat change in the database, whichever replica made it, and passes it to whoever
 * watches here. A watcher too slow to keep up sees the latest change next, and holds up nobody
 * else.
 */
@Singleton
public class SeatChanges implements Heard {
  private static final Logger LOG = Logger.getLogger(SeatChanges.class);

  private final AtomicReference<BroadcastProcessor<SeatChange>> changes =
      new AtomicReference<>(BroadcastProcessor.create());
  private final TolerantJson json;

  SeatChanges(TolerantJson json) {
    this.json = json;
  }

  @Override
  public String channel() {
    return "seat";
  }

  @Override
  public void heardAgain() {
    letGo();
  }

  void stop(@Observes ShutdownEvent shutdown) {
    letGo();
  }

  /** Whoever watches may have missed something, and sees it by reading the seats once. */
  private void letGo() {
    changes.getAndSet(BroadcastProcessor.create()).onComplete();
  }

  /** The changes of an event's seats from now on; ends when some may have been missed. */
  public Multi<SeatChange> of(UUID eventId) {
    return changes
        .get()
        .filter(change -> change.eventId().equals(eventId))
        .onOverflow()
        .dropPreviousItems();
  }

  @Override
  public void heard(String payload) {
    try {
      changes.get().onNext(json.read(payload, SeatChange.class));
    } catch (IllegalArgumentException e) {
      LOG.warnf("A seat change cannot be read: %s", e.toString());
    }
  }
}
