package id.loket.client.mail;

import id.loket.kit.event.Transient;
import id.loket.kit.metrics.Sweeps;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.OutboxRelay;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Puts mails whose next attempt is due back into the queue, and watches how long mails wait. */
@Singleton
public class MailAnnouncements {
  private static final Logger LOG = Logger.getLogger(MailAnnouncements.class);
  private static final int AT_ONCE = 200;

  private final Pool pool;
  private final MailStore store;
  private final Outbox outbox;
  private final OutboxRelay relay;
  private final Counter announced;
  private final AtomicReference<Double> oldest = new AtomicReference<>(0.0);

  MailAnnouncements(
      Pool pool, MailStore store, Outbox outbox, OutboxRelay relay, MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.outbox = outbox;
    this.relay = relay;
    this.announced = Sweeps.counter(metrics, "due-mails");
    metrics.gauge("loket.mail.oldest.age.seconds", oldest, AtomicReference::get);
  }

  @Scheduled(every = "1s", delayed = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> announceDue() {
    return pool.withTransaction(
            transaction ->
                store.announce(transaction, AT_ONCE).call(due -> request(transaction, due)))
        .invoke(
            due -> {
              announced.increment(due.size());
              if (!due.isEmpty()) {
                relay.wake();
              }
            })
        .onFailure(Transient::is)
        .invoke(away -> LOG.debug("Due mails are not announced now", away))
        .onFailure(Transient::is)
        .recoverWithNull()
        .replaceWithVoid();
  }

  private Uni<Void> request(SqlClient transaction, List<MailStore.Due> due) {
    return Multi.createFrom()
        .iterable(due)
        .onItem()
        .transformToUniAndConcatenate(
            mail -> outbox.append(transaction, Mails.requested(mail.id()).in(mail.traceparent())))
        .collect()
        .last();
  }

  @Scheduled(
      every = "10s",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> measure() {
    return store
        .oldestPendingAge()
        .invoke(oldest::set)
        .onFailure(Transient::is)
        .recoverWithNull()
        .replaceWithVoid();
  }
}
