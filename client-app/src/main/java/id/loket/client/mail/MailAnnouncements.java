package id.loket.client.mail;

import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
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

/** Puts mails whose next attempt is due back into the queue, and watches how long mails wait. */
@Singleton
public class MailAnnouncements {
  private static final int AT_ONCE = 200;

  private final Pool pool;
  private final MailStore store;
  private final Outbox outbox;
  private final OutboxRelay relay;
  private final Counter announced;
  private final AtomicReference<Double> oldest = new AtomicReference<>(0.0);
  private final Job announcing;
  private final Job measuring;

  MailAnnouncements(
      Pool pool,
      MailStore store,
      Outbox outbox,
      OutboxRelay relay,
      Jobs jobs,
      MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.outbox = outbox;
    this.relay = relay;
    this.announced = jobs.taken("due-mails");
    this.announcing =
        jobs.job(MailAnnouncements.class, "Mails that are due wait", this::announceSome);
    this.measuring =
        jobs.job(
            MailAnnouncements.class,
            "How long mails wait is not known",
            () -> store.oldestPendingAge().invoke(oldest::set).replaceWithVoid());
    metrics.gauge("loket.mail.oldest.age.seconds", oldest, AtomicReference::get);
  }

  @Scheduled(every = "1s", delayed = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> announceDue() {
    return announcing.run();
  }

  @Scheduled(
      every = "10s",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> measure() {
    return measuring.run();
  }

  private Uni<Void> announceSome() {
    return pool.withTransaction(
            transaction ->
                store.announce(transaction, AT_ONCE).call(due -> request(transaction, due)))
        .invoke(
            due -> {
              announced.increment(due.size());
              if (!due.isEmpty()) {
                relay.wake();
              }
              if (due.size() == AT_ONCE) {
                announcing.wake(); // there may be more
              }
            })
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
}
