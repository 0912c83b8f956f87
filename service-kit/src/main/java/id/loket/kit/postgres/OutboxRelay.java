package id.loket.kit.postgres;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Publishes what transactions left in the outbox, in order, and deletes it once the broker has
 * confirmed. A crash between the two publishes again; consumers know an event by its id. One
 * replica relays at a time; should two overlap for a moment, each still sends a subject's events in
 * order, so the first sight of every event is in order too.
 */
@Singleton
public class OutboxRelay {
  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final int BATCH = 200;

  private final Pool pool;
  private final Lease lease;
  private final EventPublisher publisher;
  private final AtomicBoolean relaying = new AtomicBoolean();
  private final AtomicBoolean again = new AtomicBoolean();
  private final AtomicReference<Instant> oldest = new AtomicReference<>();
  private volatile boolean stopped;

  OutboxRelay(Pool pool, Lease lease, EventPublisher publisher, MeterRegistry metrics) {
    this.pool = pool;
    this.lease = lease;
    this.publisher = publisher;
    metrics.gauge("loket.outbox.age.seconds", oldest, OutboxRelay::ageInSeconds);
  }

  /**
   * Asks for a relay now, after a commit that wrote events; without it they leave within a second.
   */
  public void wake() {
    again.set(true);
    start();
  }

  @Scheduled(every = "1s", delayed = "1s")
  void poll() {
    start();
  }

  void stop(@Observes ShutdownEvent shutdown) {
    stopped = true;
  }

  private void start() {
    if (stopped || !relaying.compareAndSet(false, true)) {
      return;
    }
    again.set(false);
    relayAll()
        .subscribe()
        .with(
            done -> finish(),
            failure -> {
              LOG.warnf("Events wait in the outbox: %s", failure.toString());
              LOG.debug("Why they wait", failure);
              again.set(false);
              finish();
            });
  }

  private void finish() {
    relaying.set(false);
    if (again.get()) {
      start();
    }
  }

  private Uni<Void> relayAll() {
    return lease.take("outbox-relay", LEASE).chain(mine -> mine ? relayBatches() : nothing());
  }

  private Uni<Void> relayBatches() {
    return relayBatch().chain(count -> count == BATCH ? relayAll() : nothing());
  }

  private Uni<Integer> relayBatch() {
    return pool.preparedQuery(
            "select seq, id, type, subject, time, data from outbox order by seq limit $1")
        .execute(Tuple.of(BATCH))
        .chain(this::publishAndDelete);
  }

  private Uni<Integer> publishAndDelete(RowSet<Row> rows) {
    List<Event> events = new ArrayList<>(rows.size());
    List<Long> sequence = new ArrayList<>(rows.size());
    for (Row row : rows) {
      events.add(eventOf(row));
      sequence.add(row.getLong("seq"));
    }
    oldest.set(events.isEmpty() ? null : events.getFirst().time());
    if (events.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    return publisher
        .publish(events)
        .chain(
            () ->
                pool.preparedQuery("delete from outbox where seq = any($1)")
                    .execute(Tuple.of(sequence.toArray(Long[]::new))))
        .invoke(() -> oldest.set(null))
        .replaceWith(events.size());
  }

  private static Event eventOf(Row row) {
    return new Event(
        row.getUUID("id"),
        row.getString("type"),
        row.getString("subject"),
        row.getOffsetDateTime("time").toInstant(),
        row.getString("data"));
  }

  private static double ageInSeconds(AtomicReference<Instant> oldest) {
    Instant time = oldest.get();
    return time == null ? 0 : Duration.between(time, Instant.now()).toMillis() / 1000.0;
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
