package id.loket.client.mail;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.Measured;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.inject.Produces;
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
    metrics.gauge("loket.mail.oldest.age.seconds", oldest, AtomicReference::get);
  }

  @Produces
  @Singleton
  DueWork due() {
    return new DueWork(
        "due-mails",
        "select min(next_attempt_at) from mail where status = 'PENDING'",
        announcing::run);
  }

  /** How long the oldest pending mail has been waiting, in seconds. */
  @Produces
  @Singleton
  Measured oldest() {
    return new Measured(
        "select extract(epoch from now() - min(created_at)) from mail where status = 'PENDING'",
        oldest::set);
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
