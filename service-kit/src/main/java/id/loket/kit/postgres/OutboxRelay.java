package id.loket.kit.postgres;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventPublisher;
import id.loket.kit.trace.TraceParent;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
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
import java.util.ArrayList;
import java.util.List;
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
  private static final String NAME = "outbox-relay";
  private static final Duration LONGEST_RELEASE = Duration.ofSeconds(1);
  private static final int BATCH = 200;

  private final Pool pool;
  private final Lease lease;
  private final EventPublisher publisher;
  private final OutboxConfig config;
  private final Job job;

  OutboxRelay(Pool pool, Lease lease, EventPublisher publisher, OutboxConfig config, Jobs jobs) {
    this.pool = pool;
    this.lease = lease;
    this.publisher = publisher;
    this.config = config;
    this.job = jobs.job(OutboxRelay.class, "Events wait in the outbox", this::relay);
  }

  /**
   * Asks for a relay now, after a commit that wrote events; without it they leave within a second.
   */
  public void wake() {
    job.wake();
  }

  @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    return job.run();
  }

  void stop(@Observes ShutdownEvent shutdown) {
    try {
      lease.release(NAME).await().atMost(LONGEST_RELEASE);
    } catch (RuntimeException e) {
      LOG.debugf(e, "The lease ends by itself");
    }
  }

  private Uni<Void> relay() {
    return lease
        .keep(NAME, config.lease())
        .chain(mine -> mine ? relayBatch() : Uni.createFrom().item(0))
        .invoke(
            count -> {
              if (count == BATCH) {
                job.wake(); // there may be more
              }
            })
        .replaceWithVoid();
  }

  private Uni<Integer> relayBatch() {
    return pool.preparedQuery(
            "select seq, id, type, subject, time, data, traceparent from outbox order by seq limit"
                + " $1")
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
    if (events.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    return publisher
        .publish(events)
        .chain(
            () ->
                pool.preparedQuery("delete from outbox where seq = any($1)")
                    .execute(Tuple.of(sequence.toArray(Long[]::new))))
        .replaceWith(events.size());
  }

  private static Event eventOf(Row row) {
    return new Event(
        row.getUUID("id"),
        row.getString("type"),
        row.getString("subject"),
        row.getOffsetDateTime("time").toInstant(),
        row.getString("data"),
        row.getString(TraceParent.NAME));
  }
}
