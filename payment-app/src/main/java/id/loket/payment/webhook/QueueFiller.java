package id.loket.payment.webhook;

import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import id.loket.payment.due.Due;
import id.loket.payment.due.DueKind;
import id.loket.payment.due.DueSweep;
import id.loket.payment.due.DueTable;
import id.loket.payment.due.DueTable.Cursor;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the queue say what Cassandra says (I6): at once when Redis has lost it, which one replica
 * does for all; and delivery by delivery when its time has come and it is still owed, because a
 * crash may have come between writing it and queueing it.
 */
@Singleton
class QueueFiller {
  private static final int PAGE = 500;
  private static final int READ_TOGETHER = 32;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final DeliveryStore store;
  private final PendingDeliveries pending;
  private final WebhookQueue queue;
  private final WebhookWorker worker;
  private final WebhookConfig config;
  private final DueTable due;
  private final Job filling;
  private final Job sweeping;

  QueueFiller(
      DeliveryStore store,
      PendingDeliveries pending,
      WebhookQueue queue,
      WebhookWorker worker,
      WebhookConfig config,
      DueTable due,
      Jobs jobs) {
    this.store = store;
    this.pending = pending;
    this.queue = queue;
    this.worker = worker;
    this.config = config;
    this.due = due;
    DueSweep sweep = due.sweep(DueKind.DELIVERY, this::enqueueOverdue);
    this.filling =
        jobs.job(QueueFiller.class, "The webhook queue cannot be filled", this::fillIfEmptied)
            .limit(LONGEST);
    this.sweeping =
        jobs.job(QueueFiller.class, "Cannot look for overdue deliveries", sweep::run)
            .limit(LONGEST);
  }

  @Scheduled(every = "${loket.webhook.poll-every}", delayed = "2s")
  Uni<Void> check() {
    return filling.run();
  }

  @Scheduled(every = "${loket.webhook.sweep-every}", delayed = "3s")
  Uni<Void> sweep() {
    return sweeping.run();
  }

  private Uni<Void> fillIfEmptied() {
    return queue.beginsFilling().chain(emptied -> emptied ? fill() : Uni.createFrom().voidItem());
  }

  private Uni<Void> fill() {
    return fillFrom(Cursor.START)
        .chain(queue::isFilled)
        .onFailure()
        .call(cut -> queue.forgetThatItIsFilled().onFailure().recoverWithNull());
  }

  private Uni<Void> fillFrom(Cursor cursor) {
    return pending
        .open(cursor, PAGE)
        .call(open -> pendingOf(open.entries()).chain(this::enqueue))
        .call(queue::goesOnFilling)
        .chain(open -> open.next() == null ? Uni.createFrom().voidItem() : fillFrom(open.next()));
  }

  private Uni<List<Delivery>> pendingOf(List<Due> entries) {
    return Multi.createFrom()
        .iterable(entries.stream().map(Due::subject).distinct().toList())
        .onItem()
        .transformToUni(store::of)
        .merge(READ_TOGETHER)
        .onItem()
        .transformToIterable(all -> all)
        .filter(Delivery::isPending)
        .collect()
        .in(ArrayList::new, List::add);
  }

  /** One that is due later has an entry of its own for then. */
  private Uni<Void> enqueueOverdue(List<Due> entries) {
    Instant now = Instant.now();
    return pendingOf(entries)
        .map(
            all ->
                all.stream().filter(one -> !due.after(one.nextAttemptAt()).isAfter(now)).toList())
        .call(overdue -> lookAgain(overdue, now))
        .map(overdue -> overdue.stream().filter(one -> !mayBeUnderWay(one, now)).toList())
        .chain(this::enqueue);
  }

  /** The replica that wrote it attempts it at once, and has as long for that as a lease. */
  private boolean mayBeUnderWay(Delivery delivery, Instant now) {
    return delivery.isUntried() && now.isBefore(endOfFirstAttempt(delivery));
  }

  private Instant endOfFirstAttempt(Delivery delivery) {
    return delivery.createdAt().plus(config.lease());
  }

  private Uni<Void> lookAgain(List<Delivery> overdue, Instant now) {
    return Multi.createFrom()
        .iterable(overdue)
        .onItem()
        .transformToUni(delivery -> lookAgain(delivery, now))
        .merge(READ_TOGETHER)
        .toUni()
        .replaceWithVoid();
  }

  private Uni<Void> lookAgain(Delivery overdue, Instant now) {
    String number = overdue.invoiceNumber();
    Instant then =
        mayBeUnderWay(overdue, now)
            ? endOfFirstAttempt(overdue)
            : DueTable.nextLook(number, config.lookAgainAfter(), now);
    return due.announce(List.of(new Due(DueKind.DELIVERY, then, number)))
        .chain(() -> store.lookAgain(overdue, then));
  }

  /** Redis being away keeps everything due where it is. */
  private Uni<Void> enqueue(List<Delivery> deliveries) {
    worker.mind(deliveries.stream().map(Delivery::endpointId).distinct().toList());
    return queue
        .enqueueAll(deliveries)
        .onFailure()
        .transform(
            failure -> new IOException("Redis did not answer: " + failure.getMessage(), failure));
  }
}
