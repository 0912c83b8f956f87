package id.loket.client.mail;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventPublisher;
import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.Measured;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.trace.Traces;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.SingleFlight;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tells the queue of mails to send: of a new one as soon as its row is committed, from memory; of
 * those that are due again, and of those it was never told of because this process died or the
 * broker was away, when a sweep finds them. The row is the truth, so no outbox is needed (ADR 43).
 */
@Singleton
public class MailAnnouncements {
  private static final String REQUESTED = "mail.requested";
  private static final int AT_ONCE = 200;
  private static final int MOST_IN_MEMORY = 10_000;

  private final MailStore store;
  private final EventPublisher publisher;
  private final Counter announced;
  private final AtomicReference<Double> oldest = new AtomicReference<>(0.0);
  private final BlockingQueue<Event> committed = new ArrayBlockingQueue<>(MOST_IN_MEMORY);
  private final SingleFlight telling = new SingleFlight(this::tellCommitted);
  private final Traces traces;
  private final WorkUnderWay work;
  private final Jobs jobs;
  private final Job announcing;

  MailAnnouncements(
      MailStore store,
      EventPublisher publisher,
      Traces traces,
      WorkUnderWay work,
      Jobs jobs,
      MeterRegistry metrics) {
    this.store = store;
    this.publisher = publisher;
    this.traces = traces;
    this.work = work;
    this.jobs = jobs;
    this.announced = jobs.taken("due-mails");
    this.announcing =
        jobs.job(MailAnnouncements.class, "Mails that are due wait", this::announceSome);
    metrics.gauge("loket.mail.oldest.age.seconds", oldest, AtomicReference::get);
  }

  /** Tells of a mail whose row is committed. What does not fit into memory a sweep finds. */
  void announce(UUID mailId, String traceparent) {
    committed.offer(requested(mailId, traceparent));
    telling.wake();
  }

  private Uni<Void> tellCommitted() {
    List<Event> some = new ArrayList<>();
    committed.drainTo(some, AT_ONCE);
    return some.isEmpty()
        ? Uni.createFrom().voidItem()
        : work.doing(() -> traces.aside(() -> tell(some)), () -> unannounced(some))
            .invoke(telling::wake); // there may be more
  }

  private Uni<Void> tell(List<Event> mails) {
    return publisher.publish(mails).onFailure().call(away -> unannounced(mails));
  }

  /** They are looked for from now on every second, however long the broker took to refuse. */
  private Uni<Void> unannounced(List<Event> mails) {
    return store
        .unannounced(mails.stream().map(mail -> UUID.fromString(mail.subject())).toList())
        .invoke(jobs::knowsOfWork);
  }

  @Produces
  @Singleton
  DueWork due() {
    return new DueWork(
        "due-mails",
        "select min(next_attempt_at) from mail where status = 'PENDING'",
        this::announceDue);
  }

  private Uni<Void> announceDue() {
    telling.wake();
    return announcing.run();
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
    return store
        .announce(AT_ONCE)
        .chain(
            due ->
                due.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : tell(due.stream()
                            .map(mail -> requested(mail.id(), mail.traceparent()))
                            .toList())
                        .invoke(
                            () -> {
                              announced.increment(due.size());
                              if (due.size() == AT_ONCE) {
                                announcing.wake(); // there may be more
                              }
                            }));
  }

  private static Event requested(UUID mailId, String traceparent) {
    String id = mailId.toString();
    return Event.now(REQUESTED, id, "{\"mailId\":\"" + id + "\"}").in(traceparent);
  }
}
