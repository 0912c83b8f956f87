package id.loket.ticket.stream;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Listening;
import id.loket.kit.postgres.ServiceServers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Hears of every seat change in the database, whichever replica made it, and passes it to whoever
 * watches here. A watcher too slow to keep up sees the latest change next, and holds up nobody
 * else.
 */
@Singleton
public class SeatChanges {
  private static final Logger LOG = Logger.getLogger(SeatChanges.class);

  private final BroadcastProcessor<SeatChange> changes = BroadcastProcessor.create();
  private final TolerantJson json;
  private final Listening seats;

  SeatChanges(TolerantJson json, ServiceServers servers) {
    this.json = json;
    this.seats = servers.listening("seat", this::take);
  }

  void start(@Observes StartupEvent startup) {
    seats.begin();
  }

  @Scheduled(every = "3s", delayed = "3s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void ask() {
    seats.ask();
  }

  void stop(@Observes ShutdownEvent shutdown) {
    changes.onComplete();
    seats.end();
  }

  /** The changes of an event's seats from now on. */
  public Multi<SeatChange> of(UUID eventId) {
    return changes
        .filter(change -> change.eventId().equals(eventId))
        .onOverflow()
        .dropPreviousItems();
  }

  private void take(String payload) {
    try {
      changes.onNext(json.read(payload, SeatChange.class));
    } catch (IllegalArgumentException e) {
      LOG.warnf("A seat change cannot be read: %s", e.toString());
    }
  }
}
