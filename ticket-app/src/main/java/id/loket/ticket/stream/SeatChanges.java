package id.loket.ticket.stream;

import id.loket.kit.json.TolerantJson;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Hears of every seat change in the database, whichever replica made it, and passes it to whoever
 * watches here. A watcher too slow to keep up sees the latest change next, and holds up nobody
 * else.
 */
@Singleton
public class SeatChanges {
  private static final Logger LOG = Logger.getLogger(SeatChanges.class);
  private static final String REACTIVE_PREFIX = "vertx-reactive:";
  private static final long RECONNECT_MILLIS = 2000;

  private final BroadcastProcessor<SeatChange> changes = BroadcastProcessor.create();
  private final TolerantJson json;
  private final PgSubscriber subscriber;

  SeatChanges(
      Vertx vertx,
      TolerantJson json,
      @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username") String user,
      @ConfigProperty(name = "quarkus.datasource.password") String password) {
    this.json = json;
    PgConnectOptions options =
        PgConnectOptions.fromUri(url.substring(REACTIVE_PREFIX.length()))
            .setUser(user)
            .setPassword(password);
    this.subscriber = PgSubscriber.subscriber(vertx, options);
    subscriber.reconnectPolicy(attempt -> RECONNECT_MILLIS);
    subscriber.channel("seat").handler(this::take);
  }

  void start(@Observes StartupEvent startup) {
    subscriber
        .connect()
        .onFailure(e -> LOG.warnf("Seat changes are not streamed yet: %s", e.toString()));
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
