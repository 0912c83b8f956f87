package id.loket.ticket.stream;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.ServiceServers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.pubsub.PgSubscriber;
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
  private static final long RECONNECT_MILLIS = 2000;

  private final BroadcastProcessor<SeatChange> changes = BroadcastProcessor.create();
  private final TolerantJson json;
  private final ServiceServers servers;
  private final PgSubscriber subscriber;

  SeatChanges(Vertx vertx, TolerantJson json, ServiceServers servers) {
    this.json = json;
    this.servers = servers;
    this.subscriber = PgSubscriber.subscriber(vertx, servers.toListen());
    subscriber.reconnectPolicy(attempt -> RECONNECT_MILLIS);
    subscriber.channel("seat").handler(this::take);
  }

  void start(@Observes StartupEvent startup) {
    subscriber
        .connect()
        .onFailure(e -> LOG.warnf("Seat changes are not streamed yet: %s", e.toString()));
  }

  /** A connection that only listens would never notice that its server is gone. */
  @Scheduled(every = "3s", delayed = "3s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void ask() {
    PgConnection connection = subscriber.actualConnection();
    if (connection != null) {
      servers.ask(connection);
    }
  }

  void stop(@Observes ShutdownEvent shutdown) {
    changes.onComplete();
    subscriber.close();
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
