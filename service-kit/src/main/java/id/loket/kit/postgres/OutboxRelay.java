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
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Publishes what transactions left in the outbox, in order, and deletes it once the broker has
 * confirmed. A crash between the two publishes again; consumers know an event by its id. Replicas
 * share the outbox ({@link OutboxShares}), and whoever has written events tells the others after
 * the commit, so that all leave at once. Should two relay the same part for a moment, each still
 * sends a subject's events in order, so the first sight of every event is in order too.
 */
@Singleton
public class OutboxRelay implements Heard {
  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
  private static final Duration LONGEST_RELEASE = Duration.ofSeconds(1);
  private static final int BATCH = 200;

  private static final String NEXT =
      """
      select seq, id, type, subject, time, data, traceparent from outbox
      where %s = any ($2) order by seq limit $1
      """
          .formatted(OutboxShares.PART);

  private final Pool pool;
  private final OutboxShares shares;
  private final EventPublisher publisher;
  private final OutboxMetrics metrics;
  private final Job relaying;
  private final Job telling;
  private final Job sharing;

  OutboxRelay(
      Pool pool, OutboxShares shares, EventPublisher publisher, OutboxMetrics metrics, Jobs jobs) {
    this.pool = pool;
    this.shares = shares;
    this.publisher = publisher;
    this.metrics = metrics;
    this.relaying = jobs.job(OutboxRelay.class, "Events wait in the outbox", this::relay);
    this.telling =
        jobs.job(
            OutboxRelay.class,
            "Other replicas hear later of events",
            () -> shares.tell(OutboxShares.EVENTS));
    this.sharing =
        jobs.job(
            OutboxRelay.class,
            "Replicas do not share the outbox anew",
            () -> shares.renew().replaceWithVoid());
  }

  /**
   * Asks for a relay now, after a commit that wrote events, here and at the replica whose they are.
   */
  public void wake() {
    relaying.wake();
    if (shares.areSharedWithOthers()) {
      telling.wake();
    }
  }

  /** What a replica that died after its commit has left, and what could not be published. */
  @Produces
  @Singleton
  DueWork waiting() {
    return new DueWork(
        "outbox",
        "select time from outbox order by seq limit 1",
        () -> {
          metrics.someWait();
          return relaying.run();
        });
  }

  @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> share() {
    return shares.isDue() ? sharing.run() : Uni.createFrom().voidItem();
  }

  @Override
  public String channel() {
    return OutboxShares.CHANNEL;
  }

  @Override
  public void heard(String message) {
    if (shares.isOthers(message, OutboxShares.EVENTS)) {
      relaying.wake();
    } else if (shares.isOthers(message, OutboxShares.SHARES)) {
      sharing.run().subscribe().with(shared -> relaying.wake());
    }
  }

  @Override
  public void heardAgain() {
    relaying.wake();
  }

  void stop(@Observes ShutdownEvent shutdown) {
    try {
      shares.leave().await().atMost(LONGEST_RELEASE);
    } catch (RuntimeException e) {
      LOG.debugf(e, "The leases end by themselves");
    }
  }

  private Uni<Void> relay() {
    return shares
        .mine()
        .chain(parts -> parts.length == 0 ? Uni.createFrom().item(0) : relayBatch(parts))
        .invoke(
            count -> {
              if (count == BATCH) {
                relaying.wake(); // there may be more
              }
            })
        .replaceWithVoid();
  }

  private Uni<Integer> relayBatch(Integer[] parts) {
    return pool.preparedQuery(NEXT).execute(Tuple.of(BATCH, parts)).chain(this::publishAndDelete);
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
